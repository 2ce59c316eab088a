namespace EdgeOrch.Containers.Spec;

/// <summary>Limits at one RDMA device.</summary>
public sealed record RdmaSpec
{
    /// <summary>Most open handles; null is no limit.</summary>
    public uint? HcaHandles { get; set; }

    /// <summary>Most objects; null is no limit.</summary>
    public uint? HcaObjects { get; set; }
}
