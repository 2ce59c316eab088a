namespace EdgeOrch.Contracts.Manifests;

/// <summary>A port of a container on the bridge that is reached by a port of the device.</summary>
public sealed record PortManifest
{
    /// <summary>The container's port, 1 to 65,535.</summary>
    public required int Port { get; init; }

    /// <summary>The device's port, 1 to 65,535; null takes <see cref="Port"/>. No two workloads of a device may have the same one.</summary>
    public int? HostPort { get; init; }

    /// <summary>TCP or UDP. Default <c>tcp</c>.</summary>
    public PortProtocol Protocol { get; init; }

    /// <summary>The one address of the device that leads to the container, such as <c>127.0.0.1</c>; null takes each.</summary>
    public string? HostIp { get; init; }

    /// <summary>The device's port.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public int DevicePort => HostPort ?? Port;
}
