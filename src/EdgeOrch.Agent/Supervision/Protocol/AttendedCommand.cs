using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Agent.Supervision.Protocol;

/// <summary>
/// A command in a container whose streams are the client's own: their descriptors follow the request, one a message (SCM_RIGHTS).
/// So the supervisor passes on no byte of it, and only tells how it ended.
/// </summary>
internal sealed record AttendedCommand
{
    /// <summary>The most descriptors that follow.</summary>
    public const int Streams = 3;

    /// <summary>The container.</summary>
    public required string Id { get; init; }

    /// <summary>The program and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>True: one descriptor follows, a socket that receives the other end of a terminal; false: standard input, output and error follow.</summary>
    public bool Terminal { get; init; }

    /// <summary>Size of the terminal from the program's first instruction on; null: unknown.</summary>
    public ConsoleSizeSpec? Size { get; init; }

    /// <summary><c>user[:group]</c> by the container's own passwd; null: the container's.</summary>
    public string? User { get; init; }

    /// <summary>Working folder; null: the container's.</summary>
    public string? Cwd { get; init; }

    /// <summary>Further environment, <c>NAME=value</c>; null: none.</summary>
    public IReadOnlyList<string>? Env { get; init; }
}
