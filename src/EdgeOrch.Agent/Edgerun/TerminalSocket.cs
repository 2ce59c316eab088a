using System.Net.Sockets;
using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Containers;

namespace EdgeOrch.Agent.Edgerun;

/// <summary>The socket of <c>--console-socket</c>, through which a caller takes over the terminal of a process.</summary>
internal static class TerminalSocket
{
    /// <summary>Connects to it; null when the option is not there.</summary>
    /// <exception cref="ContainerException">Nobody listens there.</exception>
    public static Socket? Connect(ParsedArguments args)
    {
        if (args.Get("--console-socket") is not { } path) return null;
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

    /// <summary>The terminal behind a socket, or the caller's own streams without one.</summary>
    public static Stdio Streams(Socket? socket) => socket is null ? Stdio.Inherit : Stdio.Terminal((int)socket.Handle);
}
