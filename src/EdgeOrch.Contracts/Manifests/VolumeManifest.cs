namespace EdgeOrch.Contracts.Manifests;

/// <summary>Something mounted into a container: exactly one of <see cref="Name"/>, <see cref="HostPath"/> and <see cref="Tmpfs"/>.</summary>
public sealed record VolumeManifest
{
    /// <summary>Absolute path in the container where it is mounted.</summary>
    public required string MountPath { get; init; }

    /// <summary>A named volume of this deployment, kept on the device over updates and restarts.</summary>
    public string? Name { get; init; }

    /// <summary>Absolute path of a file or folder on the device; it must exist.</summary>
    public string? HostPath { get; init; }

    /// <summary>Memory, gone when the container stops.</summary>
    public TmpfsManifest? Tmpfs { get; init; }

    /// <summary>Whether the container may not write to it. Default false.</summary>
    public bool ReadOnly { get; init; }
}
