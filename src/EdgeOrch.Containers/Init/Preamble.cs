using EdgeOrch.Containers.Kernel;

namespace EdgeOrch.Containers.Init;

/// <summary>The first steps of every forked child: nothing of the parent's may leak into what it becomes.</summary>
internal static class Preamble
{
    private const int SignalCount = 64;
    private const int SetMask = 2;
    private const int JoinSessionKeyring = 1;

    /// <summary>Appends the steps.</summary>
    /// <param name="program">The program.</param>
    /// <param name="kept">Descriptors that the child still needs; all others from 3 up are closed.</param>
    /// <param name="sharesKeyring">Whether it stays in the caller's session keyring.</param>
    public static void Append(SyscallProgram program, IEnumerable<int> kept, bool sharesKeyring = false)
    {
        // 1. Another container's start barrier must not be held open here, or it would not notice the end of its owner.
        var next = 3u;
        foreach (var fd in kept.Where(fd => fd > 2).Distinct().Order())
        {
            if (fd > next) program.Add(Syscall.CloseRange, "descriptors", (nint)next, fd - 1);
            next = (uint)fd + 1;
        }

        program.Add(Syscall.CloseRange, "descriptors", (nint)next, Flags.LastDescriptor);

        // 2. Handlers first, then the mask: the runtime's handlers write to a pipe shared with the parent. Signals 9 and 19 refuse.
        var zero = program.Bytes(64);
        for (var signal = 1; signal <= SignalCount; signal++)
            program.Add(Syscall.RtSigaction, $"signal {signal}", signal, zero, 0, 8).Tolerated1 = Errno.Invalid;
        program.Add(Syscall.RtSigprocmask, "signal mask", SetMask, zero, 0, 8);

        // 3. Until execve this process is the host's binary: keep a container from opening it through /proc.
        program.Add(Syscall.Prctl, "PR_SET_DUMPABLE", Flags.PrSetDumpable, 0);
        program.Add(Syscall.Setsid, "session").Tolerated1 = Errno.NotPermitted;
        program.Add(Syscall.Umask, "0");

        if (sharesKeyring) return;

        // 4. Keys of the caller's session must not be there to be searched. Inside another runtime's container the call may be forbidden, and with it every use of keys.
        ref var keyring = ref program.Add(Syscall.Keyctl, "session keyring", JoinSessionKeyring, 0);
        (keyring.Tolerated1, keyring.Tolerated2) = (Errno.NoSyscall, Errno.NotPermitted);
    }

    /// <summary>Moves the caller into a cgroup of version 1, by paths of the host; into one of version 2 it is born (<see cref="Launch"/>).</summary>
    public static void JoinCgroup(SyscallProgram program, Cgroups.Cgroup cgroup)
    {
        foreach (var file in cgroup.TaskFiles) WriteFile(program, file, "0");
    }

    /// <summary>Writes a short text into an existing file.</summary>
    public static void WriteFile(SyscallProgram program, string path, string text)
    {
        var fd = program.NewRegister();
        program.Add(Syscall.Openat, path, Flags.AtFdCwd, program.Text(path), Flags.WriteOnly | Flags.CloseOnExec).Result = fd;
        program.Add(Syscall.Write, path, fd, program.Text(text), text.Length).RegisterArguments = 1;
        program.Add(Syscall.Close, path, fd).RegisterArguments = 1;
    }
}
