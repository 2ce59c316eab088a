using System.Globalization;
using System.Net.Sockets;
using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Containers;
using EdgeOrch.Containers.Spec;
using EdgeOrch.Containers.Terminals;

namespace EdgeOrch.Agent.Edgerun;

/// <summary>
/// The standard streams of a process as the options want them: the caller's own, a terminal that goes out through a console
/// socket, or one that is relayed to the caller's.
/// </summary>
internal sealed class Streams : IDisposable
{
    private const int MaxPreserved = 1024;
    private const string ListenVariable = "LISTEN_FDS";

    private readonly Socket? _socket;
    private readonly int _preserved;

    private Streams(Socket? socket, TerminalRelay? relay, int preserved) => (_socket, Relay, _preserved) = (socket, relay, preserved);

    /// <summary>The options that say so.</summary>
    public static OptionSpec[] Options { get; } =
    [
        new("--console-socket", "PATH", "unix socket that receives the process's terminal"),
        new("--preserve-fds", "N", "let it inherit N descriptors after the standard streams"),
    ];

    /// <summary>The relay to the caller's terminal, to be run once the process has been created; null without one.</summary>
    public TerminalRelay? Relay { get; }

    /// <summary>The streams.</summary>
    /// <exception cref="ContainerException">A descriptor that is to be inherited is not open.</exception>
    public Stdio Stdio => (_socket is not null ? Stdio.Terminal((int)_socket.Handle) : Relay?.Stdio ?? Stdio.Inherit).Preserving(_preserved);

    /// <summary>Opens what the options name.</summary>
    /// <param name="args">The options.</param>
    /// <param name="hasTerminal">Whether the process is to have a terminal.</param>
    /// <param name="isAttended">Whether this program stays until the process has ended.</param>
    /// <exception cref="UsageException">An option is wrong.</exception>
    /// <exception cref="ContainerException">Nobody listens at the socket.</exception>
    public static Streams Open(ParsedArguments args, bool hasTerminal, bool isAttended)
    {
        var preserved = Count(args.Get("--preserve-fds")) + Count(Environment.GetEnvironmentVariable(ListenVariable));
        if (args.Get("--console-socket") is { } path) return new Streams(Connect(path), null, preserved);
        return new Streams(null, hasTerminal && isAttended ? TerminalRelay.Create() : null, preserved);
    }

    /// <summary>A process with what sd_listen_fds(3) reads, if this program was started that way.</summary>
    public static ProcessSpec Activate(ProcessSpec process) => Environment.GetEnvironmentVariable(ListenVariable) is { } count
        ? process with { Env = [.. process.Env, $"{ListenVariable}={count}", "LISTEN_PID=1"] }
        : process;

    public void Dispose()
    {
        _socket?.Dispose();
        Relay?.Dispose();
    }

    private static int Count(string? text) =>
        text is null ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= MaxPreserved ? count
        : throw new UsageException($"\"{text}\" is no number of descriptors, 0 to {MaxPreserved}");

    private static Socket Connect(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException)
        {
            socket.Dispose();
            throw new ContainerException($"--console-socket \"{path}\": {failure.Message}", failure);
        }
    }
}
