namespace EdgeOrch.Contracts.Messages;

/// <summary>The methods of <c>rpc/{method}</c>; each is served by one side only.</summary>
public static class RpcMethods
{
    /// <summary>Served by the cloud: <see cref="ImagePlanRequest"/> → <see cref="ImagePlan"/>.</summary>
    public const string ImagePlan = "image-plan";

    /// <summary>Served by the cloud: <see cref="BlobReadRequest"/> → <see cref="BlobReadResult"/>, the bytes coming as chunks.</summary>
    public const string BlobRead = "blob-read";

    /// <summary>Served by the cloud: <see cref="CertificateRenewRequest"/> → <see cref="CertificateRenewResult"/>.</summary>
    public const string CertificateRenew = "certificate-renew";

    /// <summary>Served by the cloud: <see cref="LeaveRequest"/> → <see cref="Acknowledged"/>; un-enrols the device.</summary>
    public const string Leave = "leave";

    /// <summary>Served by the cloud as the answer to the <c>events</c> topic: <see cref="EventBatch"/> → <see cref="EventsAcknowledged"/>.</summary>
    public const string Events = "events";

    /// <summary>Served by the device: <see cref="LogReadRequest"/> → <see cref="LogReadResult"/>.</summary>
    public const string LogRead = "log-read";

    /// <summary>Served by the device: <see cref="UsageReadRequest"/> → <see cref="UsageReadResult"/>.</summary>
    public const string UsageRead = "usage-read";
}
