using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>How a container's health is told: exactly one of <see cref="Exec"/>, <see cref="Tcp"/> and <see cref="Http"/>.</summary>
/// <remarks>After <see cref="Retries"/> failures in a row the container is unhealthy and, unless its restart policy is <c>never</c>, restarted.</remarks>
public sealed record HealthCheckManifest
{
    /// <summary>A command run in the container; exit code 0 is healthy.</summary>
    public ExecProbe? Exec { get; init; }

    /// <summary>A TCP connection from within the container's network.</summary>
    public TcpProbe? Tcp { get; init; }

    /// <summary>An HTTP GET from within the container's network; 200 to 399 is healthy.</summary>
    public HttpProbe? Http { get; init; }

    /// <summary>Time between two checks; 1 s to 24 h. Default 30 s, as in Docker.</summary>
    [JsonRequired]
    public Duration Interval { get; init; } = Duration.FromSeconds(30);

    /// <summary>Longest time for one check; 100 ms to 1 h. Default 10 s.</summary>
    [JsonRequired]
    public Duration Timeout { get; init; } = Duration.FromSeconds(10);

    /// <summary>Failures in a row that make it unhealthy, 1 to 100. Default 3.</summary>
    [JsonRequired]
    public int Retries { get; init; } = 3;

    /// <summary>Time after the start in which failures do not count; a first success ends it. At most 24 h. Default none.</summary>
    public Duration StartPeriod { get; init; }
}
