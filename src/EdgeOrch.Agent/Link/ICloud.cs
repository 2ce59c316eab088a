using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.Transport;

namespace EdgeOrch.Agent.Link;

/// <summary>What the agent asks of the control plane. Every member throws <see cref="LinkException"/> while the link is down.</summary>
internal interface ICloud
{
    /// <summary>Whether the link is up.</summary>
    bool IsConnected { get; }

    /// <summary>How to get an image.</summary>
    Task<ImagePlan> PlanImageAsync(ImagePlanRequest request, CancellationToken cancellation);

    /// <summary>Pulls what the sink lacks of a blob.</summary>
    Task DownloadAsync(BlobSource source, IBlobSink sink, CancellationToken cancellation);

    /// <summary>Publishes reported state.</summary>
    Task ReportAsync(ReportedState state, CancellationToken cancellation);

    /// <summary>Sends events; returns when the cloud has them durably.</summary>
    Task<EventsAcknowledged> SendEventsAsync(EventBatch batch, CancellationToken cancellation);

    /// <summary>Asks for a new certificate.</summary>
    Task<CertificateRenewResult> RenewAsync(CertificateRenewRequest request, CancellationToken cancellation);
}
