using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Win32.SafeHandles;

namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>What <c>linux.seccomp.listenerPath</c> names: a socket that receives the listeners of filters, and answers what they ask (seccomp_unotify(2)).</summary>
internal sealed class SeccompListener : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public SeccompListener(string path)
    {
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _socket.Listen();
    }

    /// <summary>Takes the next listener, and fails the first call that it is asked about; gives the container process state that came with it.</summary>
    public async Task<JsonNode> AnswerAsync(int errno)
    {
        using var taken = await AcceptAsync();
        await Task.Run(() => Libc.AnswerNotification(taken.Listener, errno));
        return taken.State;
    }

    /// <summary>Takes the next listener and leaves what it asks unanswered.</summary>
    public async Task<Taken> AcceptAsync()
    {
        using var connection = await _socket.AcceptAsync();
        var (json, fd) = await Task.Run(() => Libc.ReceiveDescriptor(connection.SafeHandle));
        return new Taken(JsonNode.Parse(json)!, fd);
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>A listener, and the container process state that came with it.</summary>
    internal sealed record Taken(JsonNode State, SafeFileHandle Listener) : IDisposable
    {
        public void Dispose() => Listener.Dispose();
    }
}
