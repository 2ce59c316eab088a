namespace EdgeOrch.Contracts.Manifests;

/// <summary>A device node that a container gets: exactly one of <see cref="Path"/> and <see cref="Bus"/>.</summary>
public sealed record DeviceManifest
{
    /// <summary>Absolute path below <c>/dev</c>.</summary>
    public string? Path { get; init; }

    /// <summary>A bus of the device's firmware profile, such as <c>i2c-1</c>.</summary>
    public string? Bus { get; init; }

    /// <summary>What it may do: letters of <c>rwm</c>. Default <c>rw</c>.</summary>
    public string Permissions { get; init => field = value ?? "rw"; } = "rw";
}
