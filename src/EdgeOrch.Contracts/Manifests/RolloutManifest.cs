using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>How a change of a deployment reaches the fleet.</summary>
public sealed record RolloutManifest
{
    /// <summary>Ordered waves; devices that no wave names come last. Empty: one wave of all.</summary>
    public IReadOnlyList<RolloutWave> Waves { get; init => field = value ?? []; } = [];

    /// <summary>Most devices changed at once and not yet healthy: a count or a percentage. Null: no bound.</summary>
    public CountOrPercent? MaxUnavailable { get; init; }

    /// <summary>Failed devices, of those tried, that end the rollout: a count or a percentage. Null: any one.</summary>
    public CountOrPercent? ErrorThreshold { get; init; }

    /// <summary>What happens then. Default <c>pause</c>.</summary>
    public RolloutFailureAction OnFailure { get; init; } = RolloutFailureAction.Pause;

    /// <summary>Time in which a device must become healthy; at least 10 s. Default 10 min.</summary>
    [JsonRequired]
    public Duration Deadline { get; init; } = Duration.FromSeconds(600);
}
