using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>Makes a terminal of the container's own devpts, and hands its other end out through a socket (pts(4), ioctl_tty(2), unix(7)).</summary>
internal static unsafe class TerminalSteps
{
    private const string Multiplexer = "/dev/pts/ptmx";
    private const int NoControllingTerminal = 0x100;
    private const int SetLock = 0x40045431;
    private const int GetPeer = 0x5441;
    private const int SetWindowSize = 0x5414;
    private const int SetControlling = 0x540E;
    private const int SocketLevel = 1;
    private const int Rights = 1;

    // A header of 16 bytes and one descriptor; CMSG_SPACE rounds up to words.
    private const int RightsBytes = 20;
    private const int RightsSpace = 24;

    /// <summary>Appends the steps, inside the container's root; the result is the register of the terminal's descriptor.</summary>
    public static int Open(SyscallProgram program, int socket, ConsoleSizeSpec? size)
    {
        // The control message lies in three registers in a row, of which the last receives the descriptor.
        var (length, kind, master) = (program.NewRegister(), program.NewRegister(), program.NewRegister());
        program.Preset(length, RightsBytes);
        program.Preset(kind, unchecked((nint)(SocketLevel | (long)Rights << 32)));
        program.Add(Syscall.Openat, Multiplexer, Flags.AtFdCwd, program.Text(Multiplexer), Flags.ReadWrite | NoControllingTerminal | Flags.CloseOnExec).Result = master;
        program.Add(Syscall.Ioctl, "terminal lock", master, SetLock, program.Bytes(4)).RegisterArguments = 1;
        if (size is not null)
        {
            // struct winsize: rows, columns, and two that nobody reads.
            var window = (ushort*)program.Bytes(8);
            (window[0], window[1]) = (size.Height, size.Width);
            program.Add(Syscall.Ioctl, "terminal size", master, SetWindowSize, (nint)window).RegisterArguments = 1;
        }

        var terminal = program.NewRegister();
        ref var peer = ref program.Add(Syscall.Ioctl, "terminal", master, GetPeer, Flags.ReadWrite | NoControllingTerminal | Flags.CloseOnExec);
        (peer.RegisterArguments, peer.Result) = (1, terminal);

        // struct iovec, and struct msghdr: name, its length, the vectors, their number, the control message, its length, flags. Receivers want a name for a text.
        var vector = (nint*)program.Bytes(16);
        (vector[0], vector[1]) = (program.Text(Multiplexer), Multiplexer.Length);
        var message = (nint*)program.Bytes(56);
        (message[2], message[3], message[4], message[5]) = ((nint)vector, 1, program.AddressOf(length), RightsSpace);
        program.Add(Syscall.Sendmsg, "console socket", socket, (nint)message);
        program.Add(Syscall.Close, "terminal", master).RegisterArguments = 1;
        program.Add(Syscall.Close, "console socket", socket);
        return terminal;
    }

    /// <summary>Appends the steps that mount the terminal at <c>/dev/console</c>.</summary>
    public static void BindConsole(SyscallProgram program, int terminal)
    {
        const string Console = "/dev/console";
        var tree = program.NewRegister();
        program.Add(Syscall.Mknodat, Console, Flags.AtFdCwd, program.Text(Console), Flags.SIfreg | Convert.ToInt32("600", 8)).Tolerated1 = Errno.Exists;
        ref var clone = ref program.Add(Syscall.OpenTree, Console, terminal, program.Text(""), Flags.OpenTreeClone | Flags.CloseOnExec | Flags.AtEmptyPath);
        (clone.RegisterArguments, clone.Result) = (1, tree);
        program.Add(Syscall.MoveMount, Console, tree, program.Text(""), Flags.AtFdCwd, program.Text(Console), Flags.MoveFromEmptyPath).RegisterArguments = 1;
        program.Add(Syscall.Close, Console, tree).RegisterArguments = 1;
    }

    /// <summary>Appends the step that makes the terminal at descriptor 0 the session's own.</summary>
    public static void Control(SyscallProgram program)
    {
        // An exec's process is in the session of the one that made it.
        program.Add(Syscall.Setsid, "session").Tolerated1 = Errno.NotPermitted;
        program.Add(Syscall.Ioctl, "controlling terminal", 0, SetControlling, 0);
    }
}
