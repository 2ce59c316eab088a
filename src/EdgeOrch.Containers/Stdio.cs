using EdgeOrch.Containers.Kernel;

namespace EdgeOrch.Containers;

/// <summary>
/// The three standard streams of a process, as open file descriptors of the caller. They are duplicated into the child and stay
/// the caller's to close; -1 means <c>/dev/null</c>.
/// </summary>
/// <param name="Stdin">Descriptor to read from, or -1.</param>
/// <param name="Stdout">Descriptor to write to, or -1.</param>
/// <param name="Stderr">Descriptor to write to, or -1.</param>
/// <param name="ConsoleSocket">Descriptor of a connected unix socket that receives the other end of the process's terminal, as the
/// OCI runtimes' <c>--console-socket</c> does; the three streams are that terminal then. -1 for a process without one.</param>
/// <param name="Preserved">How many descriptors from 3 up the process inherits, 0 to 1024.</param>
public sealed record Stdio(int Stdin, int Stdout, int Stderr, int ConsoleSocket = -1, int Preserved = 0)
{
    /// <summary>The first descriptor after the standard streams.</summary>
    internal const int First = 3;

    private const int GetDescriptorFlags = 1;

    /// <summary>These streams, and descriptors of the caller after them.</summary>
    /// <param name="count">How many, 0 to 1024; they must not close on exec, as those of this process itself do.</param>
    /// <exception cref="ContainerException">One is not open.</exception>
    public Stdio Preserving(int count)
    {
        for (var fd = First; fd < First + count; fd++)
            if (Libc.Try(Syscall.Fcntl, fd, GetDescriptorFlags) != 0) throw new ContainerException($"descriptor {fd}, which is to be preserved, is not open");
        return this with { Preserved = count };
    }

    /// <summary>All of them.</summary>
    internal IEnumerable<int> Descriptors => [Stdin, Stdout, Stderr, ConsoleSocket, .. Enumerable.Range(First, Preserved)];

    /// <summary>All three are <c>/dev/null</c>.</summary>
    public static Stdio Null { get; } = new(-1, -1, -1);

    /// <summary>A terminal of its own.</summary>
    /// <param name="socket">A connected unix socket; its other end receives the terminal's.</param>
    public static Stdio Terminal(int socket) => new(-1, -1, -1, socket);

    /// <summary>The caller's own streams.</summary>
    public static Stdio Inherit { get; } = new(0, 1, 2);
}
