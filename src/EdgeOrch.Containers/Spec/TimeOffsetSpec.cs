namespace EdgeOrch.Containers.Spec;

/// <summary>How far a clock of a new time namespace is ahead of the host's (time_namespaces(7)).</summary>
public sealed record TimeOffsetSpec
{
    /// <summary>Seconds; negative is behind.</summary>
    public long Secs { get; set; }

    /// <summary>Nanoseconds to be added, 0 to 999,999,999.</summary>
    public uint Nanosecs { get; set; }
}
