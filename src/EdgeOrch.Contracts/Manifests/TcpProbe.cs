namespace EdgeOrch.Contracts.Manifests;

/// <summary>A TCP connection to the container's loopback, or on the bridge to its address, that tells its health.</summary>
public sealed record TcpProbe
{
    /// <summary>The port, 1 to 65,535.</summary>
    public required int Port { get; init; }
}
