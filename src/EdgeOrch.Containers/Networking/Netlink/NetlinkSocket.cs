using EdgeOrch.Containers.Kernel;

namespace EdgeOrch.Containers.Networking.Netlink;

/// <summary>
/// A netlink socket: one request at a time, each waited for. It stays in the network namespace in which it was made, from whatever
/// thread it is used.
/// </summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    public const int Route = 0;
    public const int Netfilter = 12;

    /// <summary>Type of the message that ends an answer of several.</summary>
    public const ushort Done = 3;
    private const ushort Error = 2;

    private const int Family = 16;
    private const int Raw = 3;
    private const int SolSocket = 1;
    private const int SendBufferForce = 32;
    private const int ReceiveBufferForce = 33;
    private const int SolNetlink = 270;
    private const int CapAck = 10;
    private const int ExtendedAck = 11;
    private const int ExtendedMessage = 1;
    private const int Buffers = 4 * 1024 * 1024;

    // The kernel answers within the call; only memory pressure or a module that is loaded first takes time.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly byte[] _received = new byte[32 * 1024];
    private readonly int _fd;
    private uint _sequence;

    // Up to this one all is answered, or was given up; late answers to it are passed over.
    private uint _over;

    private NetlinkSocket(int protocol)
    {
        _fd = (int)Libc.Call(Syscall.Socket, "netlink", Family, Raw | Flags.CloseOnExec, protocol);

        // Refused without CAP_NET_ADMIN, as are the requests then; a kernel before 4.12 says less about an error.
        Set(SolSocket, SendBufferForce, Buffers);
        Set(SolSocket, ReceiveBufferForce, Buffers);
        Set(SolNetlink, CapAck, 1);
        Set(SolNetlink, ExtendedAck, 1);
    }

    /// <summary>A socket in this thread's network.</summary>
    /// <param name="protocol"><see cref="Route"/> or <see cref="Netfilter"/>.</param>
    /// <exception cref="ContainerException">The kernel lacks the protocol.</exception>
    public static NetlinkSocket Open(int protocol) => new(protocol);

    /// <summary>A socket in another network.</summary>
    /// <param name="protocol"><see cref="Route"/> or <see cref="Netfilter"/>.</param>
    /// <param name="namespaceFd">The network namespace.</param>
    /// <exception cref="ContainerException">The namespace cannot be entered.</exception>
    public static NetlinkSocket OpenIn(int namespaceFd, int protocol)
    {
        NetlinkSocket? made = null;
        Exception? failure = null;

        // The thread ends in the namespace that it has joined: going back could fail and would leave a pool thread astray.
        var thread = new Thread(
            () =>
            {
                try
                {
                    Libc.Call(Syscall.Setns, "network namespace", namespaceFd, (nint)Flags.CloneNewNet);
                    made = new NetlinkSocket(protocol);
                }
                catch (ContainerException e)
                {
                    failure = e;
                }
            },
            64 * 1024)
        { IsBackground = true, Name = "netlink" };
        thread.Start();
        thread.Join();
        return made ?? throw new ContainerException($"no socket in a container's network: {failure?.Message}", failure);
    }

    /// <summary>The number of the next message.</summary>
    public uint NextSequence() => ++_sequence;

    /// <summary>Sends a request that is answered by an acknowledgement.</summary>
    /// <param name="call">For the error: what is asked, such as <c>RTM_NEWLINK</c>.</param>
    /// <param name="target">For the error: its object.</param>
    /// <param name="request">Closed messages, the last of which that does something asks for an acknowledgement.</param>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    public void Acknowledged(string call, string target, NetlinkWriter request)
    {
        if (Try(call, target, request) is { } failure) throw failure;
    }

    /// <summary>As <see cref="Acknowledged"/>; the result is what the kernel refused, or null.</summary>
    public ContainerException? Try(string call, string target, NetlinkWriter request)
    {
        Send(call, target, request);
        try
        {
            while (true)
                if (Receive(call, target).FirstOrDefault(m => m.Type == Error) is { Type: Error } answer) return Failure(call, target, answer);
        }
        finally
        {
            _over = _sequence;
        }
    }

    /// <summary>Sends a request and gives its answers.</summary>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    public IReadOnlyList<NetlinkMessage> Ask(string call, string target, NetlinkWriter request)
    {
        Send(call, target, request);
        var answers = new List<NetlinkMessage>();
        while (true)
        {
            foreach (var message in Receive(call, target))
            {
                if (message.Sequence != _sequence) continue;
                if (message.Type == Error) return Failure(call, target, message) is { } refused ? throw refused : answers;
                if (message.Type == Done) return answers;
                answers.Add(message with { Body = message.Body.ToArray() });
                if (!message.Flags.HasFlag(NetlinkFlags.Multi)) return answers;
            }
        }
    }

    public void Dispose() => Libc.Close(_fd);

    // An error message is the negated number, the header that it answers and, with the flag, attributes (netlink(7), NETLINK_EXT_ACK).
    private static ContainerException? Failure(string call, string target, NetlinkMessage message)
    {
        const NetlinkFlags Capped = (NetlinkFlags)0x100;
        const NetlinkFlags HasAttributes = (NetlinkFlags)0x200;
        const int Fixed = sizeof(int) + NetlinkWriter.HeaderBytes;
        var errno = -message.Fixed<int>();
        if (errno == 0) return null;
        var text = message.Flags.HasFlag(Capped) && message.Flags.HasFlag(HasAttributes) && message.Body.Length > Fixed
            ? NetlinkAttributes.Parse(message.Body[Fixed..]).Text(ExtendedMessage)
            : null;
        return new ContainerException(call, text is null ? target : $"{target} ({text})", errno);
    }

    private void Send(string call, string target, NetlinkWriter request)
    {
        fixed (byte* bytes = request.Written) Libc.Call(Syscall.Write, $"{call} {target}", _fd, (nint)bytes, request.Written.Length);
    }

    private IReadOnlyList<NetlinkMessage> Receive(string call, string target)
    {
        if (!Libc.WaitReadable(_fd, s_patience)) throw new ContainerException($"{call} \"{target}\": the kernel did not answer within {s_patience.TotalSeconds} s");
        fixed (byte* bytes = _received)
        {
            var length = (int)Libc.Call(Syscall.Read, $"{call} {target}", _fd, (nint)bytes, _received.Length);
            return [.. NetlinkMessage.Parse(_received.AsMemory(0, length)).Where(m => m.Sequence > _over)];
        }
    }

    private void Set(int level, int option, int value) => Libc.Try(Syscall.Setsockopt, _fd, level, option, (nint)(&value), sizeof(int));
}
