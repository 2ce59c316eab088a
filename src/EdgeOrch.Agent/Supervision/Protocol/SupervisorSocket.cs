using System.Buffers.Binary;
using System.Net.Sockets;

namespace EdgeOrch.Agent.Supervision.Protocol;

/// <summary>The listening socket: one supervisor a path, root only.</summary>
internal static class SupervisorSocket
{
    private const int Backlog = 16;
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;
    private const int CredentialBytes = 12;

    /// <summary>Listens; a socket left by a supervisor that died is replaced.</summary>
    /// <exception cref="SupervisorException">A supervisor listens there, or the path cannot be used.</exception>
    public static Socket Listen(string path)
    {
        if (Answers(path)) throw new SupervisorException(SupervisorErrorKind.Failed, $"socket \"{path}\" is in use by another supervisor");
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.Delete(path);
            socket.Bind(new UnixDomainSocketEndPoint(path));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            socket.Listen(Backlog);
            return socket;
        }
        catch (Exception failure) when (failure is SocketException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            socket.Dispose();
            throw new SupervisorException(SupervisorErrorKind.Failed, $"socket \"{path}\": {failure.Message}", failure);
        }
    }

    /// <summary>User id of the process at the other end when it connected (SO_PEERCRED, unix(7)).</summary>
    /// <exception cref="SocketException">The kernel does not say.</exception>
    public static uint PeerUserId(Socket connection)
    {
        Span<byte> credentials = stackalloc byte[CredentialBytes];
        connection.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        var uid = credentials[4..8];
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(uid) : BinaryPrimitives.ReadUInt32BigEndian(uid);
    }

    private static bool Answers(string path)
    {
        if (!File.Exists(path)) return false;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
