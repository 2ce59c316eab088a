using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeOrch.Testing;

/// <summary>What conmon and containerd's shim are to <c>--console-socket</c>: receives a terminal's other end.</summary>
public sealed unsafe partial class ConsoleListener : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <summary>Listens at a path, to be given as <c>--console-socket</c>.</summary>
    public ConsoleListener(string path)
    {
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        _socket.Listen();
    }

    /// <summary>The terminal.</summary>
    public FileStream Receive()
    {
        using var connection = _socket.Accept();
        var name = stackalloc byte[64];
        var control = stackalloc long[3];
        var vector = stackalloc nint[2] { (nint)name, 64 };
        var message = stackalloc nint[7] { 0, 0, (nint)vector, 1, (nint)control, 24, 0 };
        if (ReceiveMessage((int)connection.Handle, (nint)message, 0) <= 0) throw new IOException("the runtime sent no terminal");
        return new FileStream(new SafeFileHandle((int)control[2], ownsHandle: true), FileAccess.ReadWrite, 1);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(int socket, nint message, int flags);
}
