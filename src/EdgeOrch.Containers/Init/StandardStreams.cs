using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>Takes the standard streams while the host's paths are visible, and puts them in place just before execve.</summary>
internal sealed class StandardStreams
{
    private const int DupAboveCloseOnExec = 1030;
    private const int FirstFree = 10;

    private readonly int[] _registers = new int[3];
    private readonly Stdio _stdio;

    public StandardStreams(SyscallProgram program, Stdio stdio)
    {
        _stdio = stdio;
        if (stdio.ConsoleSocket >= 0) return;
        for (var stream = 0; stream < 3; stream++)
        {
            _registers[stream] = program.NewRegister();
            var fd = Fd(stream);
            var name = $"stream {stream}";
            if (fd < 0) program.Add(Syscall.Openat, "/dev/null", Flags.AtFdCwd, program.Text("/dev/null"), Flags.ReadWrite | Flags.CloseOnExec).Result = _registers[stream];
            else program.Add(Syscall.Fcntl, name, fd, DupAboveCloseOnExec, FirstFree).Result = _registers[stream];
        }
    }

    /// <summary>How many descriptors after the streams are inherited.</summary>
    public int Preserved => _stdio.Preserved;

    /// <summary>Makes the terminal, if there is to be one; inside the container's root.</summary>
    public void OpenTerminal(SyscallProgram program, ConsoleSizeSpec? size)
    {
        if (_stdio.ConsoleSocket < 0) return;
        Array.Fill(_registers, TerminalSteps.Open(program, _stdio.ConsoleSocket, size));

        // Not only at the start: containerd's shim waits for the end of the streams that it gave to create.
        for (var stream = 0; stream < 3; stream++) Duplicate(program, stream);
    }

    /// <summary>Shows the terminal at <c>/dev/console</c>, too, if there is one.</summary>
    public void BindConsole(SyscallProgram program)
    {
        if (_stdio.ConsoleSocket >= 0) TerminalSteps.BindConsole(program, _registers[0]);
    }

    /// <summary>Puts the streams at 0, 1 and 2.</summary>
    /// <param name="program">The program.</param>
    /// <param name="owner">User who may reopen the streams through /dev/stdout; -1 leaves them.</param>
    public void Place(SyscallProgram program, long owner)
    {
        for (var stream = 0; stream < 3; stream++)
        {
            if (owner > 0 && (_stdio.ConsoleSocket >= 0 || IsPlain(Fd(stream))))
            {
                ref var own = ref program.Add(Syscall.Fchown, $"stream {stream}", _registers[stream], (nint)owner, -1);
                own.RegisterArguments = 1;
                own.Tolerated1 = Instruction.AnyError;
            }

            if (_stdio.ConsoleSocket < 0) Duplicate(program, stream);
        }

        if (_stdio.ConsoleSocket >= 0) TerminalSteps.Control(program);
    }

    /// <summary>Makes pipes the host's user behind a container's one, who could otherwise not reopen them; in this process, before the child has the user namespace's ids.</summary>
    public static void GivePipes(Stdio stdio, uint owner)
    {
        foreach (var fd in (int[])[stdio.Stdin, stdio.Stdout, stdio.Stderr])
            if (IsPlain(fd)) Libc.Call(Syscall.Fchown, $"stream {fd}", fd, (nint)owner, -1);
    }

    private void Duplicate(SyscallProgram program, int stream) => program.Add(Syscall.Dup3, $"stream {stream}", _registers[stream], stream, 0).RegisterArguments = 1;

    private int Fd(int stream) => stream switch { 0 => _stdio.Stdin, 1 => _stdio.Stdout, _ => _stdio.Stderr };

    // Pipes, FIFOs and files, as other runtimes do; the caller's terminal and /dev/null keep their owner.
    private static unsafe bool IsPlain(int fd)
    {
        if (fd < 0) return false;
        var statx = stackalloc byte[256];
        byte empty = 0;
        return Libc.Try(Syscall.Statx, fd, (nint)(&empty), Flags.AtEmptyPath, Flags.StatxType, (nint)statx) >= 0
            && (*(ushort*)(statx + 28) & Flags.SIfmt) is Flags.SIfifo or Flags.SIfreg;
    }
}
