namespace EdgeOrch.Containers.Spec;

/// <summary>Limit on tasks.</summary>
public sealed record PidsSpec
{
    /// <summary>Most tasks (processes and threads); -1 or 0 means unlimited.</summary>
    public long Limit { get; set; }
}
