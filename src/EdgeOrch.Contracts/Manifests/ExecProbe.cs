namespace EdgeOrch.Contracts.Manifests;

/// <summary>A command run in the container to tell its health.</summary>
public sealed record ExecProbe
{
    /// <summary>Program and arguments, no shell; at least one, and 2 KiB in all, each with a NUL behind it.</summary>
    public required IReadOnlyList<string> Command { get; init; }
}
