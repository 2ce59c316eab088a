using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>When a container is started again after it ended, and how long that waits.</summary>
public sealed record RestartManifest
{
    /// <summary>When it is started again.</summary>
    public RestartPolicy Policy { get; init; } = RestartPolicy.Always;

    /// <summary>The wait before the first restart; doubled at each further one. Default 1 s.</summary>
    [JsonRequired]
    public Duration InitialBackoff { get; init; } = Duration.FromSeconds(1);

    /// <summary>The longest wait, at most 24 h. Default 5 min, as in Kubernetes. A container that ran for longer than this starts anew at <see cref="InitialBackoff"/>.</summary>
    [JsonRequired]
    public Duration MaxBackoff { get; init; } = Duration.FromSeconds(300);
}
