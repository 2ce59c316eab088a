using System.Net.Sockets;

namespace EdgeOrch.Containers.Kernel;

/// <summary>Descriptors in messages of unix sockets (unix(7), SCM_RIGHTS).</summary>
public static unsafe class Rights
{
    private const int SocketLevel = 1;
    private const int RightsType = 1;
    private const int CloseOnExec = 0x40000000; // MSG_CMSG_CLOEXEC
    private const int NoSignal = 0x4000;

    // A header of 16 bytes and one descriptor; CMSG_SPACE rounds up to words.
    private const int Length = 20;
    private const int Space = 24;

    /// <summary>Sends bytes and a descriptor; the caller's stays open.</summary>
    /// <param name="socket">A connected unix socket.</param>
    /// <param name="bytes">At least one.</param>
    /// <param name="fd">The descriptor.</param>
    /// <exception cref="ContainerException">The other end is gone.</exception>
    public static void Send(Socket socket, ReadOnlySpan<byte> bytes, int fd)
    {
        ArgumentNullException.ThrowIfNull(socket);
        var control = stackalloc byte[Space];
        *(nint*)control = Length;
        ((int*)control)[2] = SocketLevel;
        ((int*)control)[3] = RightsType;
        ((int*)control)[4] = fd;
        fixed (byte* data = bytes)
        {
            var vector = stackalloc nint[2] { (nint)data, bytes.Length };
            var header = stackalloc nint[7];
            var sent = Libc.Call(Syscall.Sendmsg, "socket", (nint)socket.Handle, (nint)Header(header, vector, control), NoSignal);
            for (var rest = bytes[(int)sent..]; rest.Length > 0;) rest = rest[socket.Send(rest)..];
        }
    }

    /// <summary>Waits for a message and takes its descriptor, which closes on exec.</summary>
    /// <param name="socket">A connected unix socket.</param>
    /// <exception cref="ContainerException">The other end is gone, or sent none.</exception>
    public static int Receive(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        var control = stackalloc byte[Space];
        var data = stackalloc byte[256];
        var vector = stackalloc nint[2] { (nint)data, 256 };
        var header = stackalloc nint[7];
        Libc.Call(Syscall.Recvmsg, "socket", (nint)socket.Handle, (nint)Header(header, vector, control), CloseOnExec);
        return *(nint*)control == Length && ((int*)control)[3] == RightsType
            ? ((int*)control)[4]
            : throw new ContainerException("the message on the socket holds no descriptor");
    }

    // struct msghdr: name, its length, the vectors, their number, the control message, its length, flags.
    private static nint* Header(nint* header, nint* vector, byte* control)
    {
        (header[0], header[1], header[6]) = (0, 0, 0);
        (header[2], header[3], header[4], header[5]) = ((nint)vector, 1, (nint)control, Space);
        return header;
    }
}
