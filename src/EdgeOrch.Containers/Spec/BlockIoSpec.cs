using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>Limits on block devices (OCI runtime-spec config-linux.md, Block IO).</summary>
public sealed record BlockIoSpec
{
    /// <summary>Relative weight, 10 to 1000; 0 leaves the default. It needs a scheduler with weights (BFQ).</summary>
    public ushort? Weight { get; set; }

    /// <summary>Relative weight against the children's, on cgroup v1 only; 10 to 1000, 0 leaves the default.</summary>
    public ushort? LeafWeight { get; set; }

    /// <summary>Weights by device.</summary>
    public IReadOnlyList<WeightDeviceSpec>? WeightDevice { get; set; }

    /// <summary>Bytes a second to be read.</summary>
    public IReadOnlyList<ThrottleDeviceSpec>? ThrottleReadBpsDevice { get; set; }

    /// <summary>Bytes a second to be written.</summary>
    public IReadOnlyList<ThrottleDeviceSpec>? ThrottleWriteBpsDevice { get; set; }

    /// <summary>Reads a second.</summary>
    [JsonPropertyName("throttleReadIOPSDevice")]
    public IReadOnlyList<ThrottleDeviceSpec>? ThrottleReadIopsDevice { get; set; }

    /// <summary>Writes a second.</summary>
    [JsonPropertyName("throttleWriteIOPSDevice")]
    public IReadOnlyList<ThrottleDeviceSpec>? ThrottleWriteIopsDevice { get; set; }
}

/// <summary>The weight at one device.</summary>
public sealed record WeightDeviceSpec
{
    /// <summary>Major number of the device.</summary>
    public long Major { get; set; }

    /// <summary>Minor number of the device.</summary>
    public long Minor { get; set; }

    /// <summary>10 to 1000; null leaves the default.</summary>
    public ushort? Weight { get; set; }

    /// <summary>Against the children's, on cgroup v1 only; 10 to 1000, null leaves the default.</summary>
    public ushort? LeafWeight { get; set; }
}

/// <summary>The rate at one device.</summary>
public sealed record ThrottleDeviceSpec
{
    /// <summary>Major number of the device.</summary>
    public long Major { get; set; }

    /// <summary>Minor number of the device.</summary>
    public long Minor { get; set; }

    /// <summary>Bytes or operations a second; 0 is no limit.</summary>
    public ulong Rate { get; set; }
}
