namespace EdgeOrch.Contracts.Manifests;

/// <summary>One requirement of a <see cref="LabelSelector"/>.</summary>
public sealed record LabelRequirement
{
    /// <summary>The label's key.</summary>
    public required string Key { get; init; }

    /// <summary>How the label is compared.</summary>
    public required LabelOperator Operator { get; init; }

    /// <summary>What it is compared with: at least one value for <c>In</c> and <c>NotIn</c>, none otherwise.</summary>
    public IReadOnlyList<string> Values { get; init => field = value ?? []; } = [];

    /// <summary>Whether the requirement holds for these labels. As in Kubernetes, <c>NotIn</c> holds for an absent label.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var present = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            LabelOperator.In => present && Values.Contains(value),
            LabelOperator.NotIn => !present || !Values.Contains(value),
            LabelOperator.Exists => present,
            _ => !present,
        };
    }
}
