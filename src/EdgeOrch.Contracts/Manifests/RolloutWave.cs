namespace EdgeOrch.Contracts.Manifests;

/// <summary>One wave of a rollout: the devices of <see cref="Selector"/>, or as many as <see cref="Size"/> says of those left.</summary>
public sealed record RolloutWave
{
    /// <summary>Its name, a <see cref="ResourceName"/>, unique in the rollout.</summary>
    public required string Name { get; init; }

    /// <summary>Which devices belong to it; null: any that are left.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>How many of them: a count or a percentage; null: all.</summary>
    public CountOrPercent? Size { get; init; }

    /// <summary>Time that all its devices must stay healthy before the next wave. Default none.</summary>
    public Duration Soak { get; init; }

    /// <summary>Whether an operator must approve before the next wave. Default false.</summary>
    public bool Approval { get; init; }
}
