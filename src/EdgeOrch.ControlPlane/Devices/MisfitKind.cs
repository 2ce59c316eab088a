namespace EdgeOrch.ControlPlane.Devices;

/// <summary>What of a deployment does not fit a device.</summary>
public enum MisfitKind
{
    /// <summary>The image is not for its platform.</summary>
    Platform,

    /// <summary>The cpu asked for is more than it has.</summary>
    Cpu,

    /// <summary>The memory asked for is more than it has.</summary>
    Memory,

    /// <summary>It would run more containers than a device may.</summary>
    Workloads,

    /// <summary>Its desired state would be larger than a message may be.</summary>
    DesiredBytes,
}
