namespace EdgeOrch.Containers.Spec;

/// <summary>One resource limit.</summary>
public sealed record RlimitSpec
{
    /// <summary>Name as in getrlimit(2), such as <c>RLIMIT_NOFILE</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary>Hard limit; 18446744073709551615 means unlimited.</summary>
    public ulong Hard { get; set; }

    /// <summary>Soft limit; at most <see cref="Hard"/>.</summary>
    public ulong Soft { get; set; }
}
