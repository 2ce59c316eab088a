using System.Text.Json.Serialization;

namespace EdgeOrch.Agent.Supervision.Replacement;

/// <summary>
/// What a supervisor leaves to the program that it becomes by execve(2): the numbers of the descriptors that stay open, and what
/// only its memory knew. Children stay children, since the process stays the same. It never touches the disk, so a full one is in nobody's way.
/// </summary>
internal sealed record Handover
{
    /// <summary>What both programs must agree on; grows with each change that an older or newer program would misread.</summary>
    public const int Format = 2;

    /// <summary>The oldest format that this program still goes on from.</summary>
    public const int OldestFormat = 1;

    /// <summary>The listening socket.</summary>
    public required int Listener { get; init; }

    /// <summary>The open file whose lock says whose state directory it is.</summary>
    public required int Lock { get; init; }

    /// <summary>All containers.</summary>
    public required IReadOnlyList<HandedContainer> Containers { get; init; }

    /// <summary>Connections of clients that wait for a reply, watch, or have said nothing yet.</summary>
    public required IReadOnlyList<HandedConnection> Connections { get; init; }

    /// <summary>Every descriptor that it names.</summary>
    [JsonIgnore]
    public IEnumerable<int> Descriptors => Named.Where(fd => fd >= 0);

    private IEnumerable<int> Named =>
    [
        Listener, Lock,
        .. Containers.SelectMany(c => c.Log is { } log ? new[] { log.Stdout.Fd, log.Stderr.Fd } : []),
        .. Containers.SelectMany(c => c.Log?.Attached ?? []).SelectMany(a => new[] { a.Stdout, a.Stderr }),
        .. Connections.SelectMany(c => c.Exec is { } exec ? new[] { c.Fd, exec.Output } : [c.Fd]),
    ];
}
