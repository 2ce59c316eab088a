namespace EdgeOrch.Containers.Spec;

/// <summary>Numeric identity of a process inside the container.</summary>
public sealed record UserSpec
{
    /// <summary>User id.</summary>
    public uint Uid { get; set; }

    /// <summary>Primary group id.</summary>
    public uint Gid { get; set; }

    /// <summary>File mode creation mask; null means 0022 (octal).</summary>
    public uint? Umask { get; set; }

    /// <summary>Supplementary group ids.</summary>
    public IReadOnlyList<uint> AdditionalGids { get; set; } = [];
}
