namespace EdgeOrch.Contracts.Manifests;

/// <summary>An HTTP GET to the container's loopback, or on the bridge to its address, that tells its health.</summary>
public sealed record HttpProbe
{
    /// <summary>The port, 1 to 65,535.</summary>
    public required int Port { get; init; }

    /// <summary>The path, beginning with <c>/</c>; at most 2 KiB. Default <c>/</c>.</summary>
    public string Path { get; init => field = value ?? "/"; } = "/";
}
