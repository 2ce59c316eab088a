namespace EdgeOrch.Contracts.Manifests;

/// <summary>A TCP connection to the container's loopback, or to its address on the bridge, that tells its health.</summary>
public sealed record TcpProbe
{
    /// <summary>The port, 1 to 65,535.</summary>
    public required int Port { get; init; }
}
