using EdgeOrch.Containers.Kernel;

namespace EdgeOrch.Containers.Init;

/// <summary>
/// How a child and its creator talk until the workload runs: the child writes records of two numbers and waits for one byte.
/// Anonymous pipes, or FIFOs in a folder when another process will give the start.
/// </summary>
internal sealed unsafe class StartGate : IDisposable
{
    private const string StatusName = "status.fifo";
    private const string BarrierName = "start.fifo";
    private const int OwnerOnly = 0x180; // 0600
    private const int RecordBytes = 16;

    private int _statusRead;
    private int _barrierWrite;

    private StartGate(int statusRead, int barrierWrite, int childStatus, int childBarrier)
    {
        (_statusRead, _barrierWrite, ChildStatus, ChildBarrier) = (statusRead, barrierWrite, childStatus, childBarrier);
    }

    /// <summary>The child's end for records.</summary>
    public int ChildStatus { get; private set; }

    /// <summary>The child's end of the barrier.</summary>
    public int ChildBarrier { get; private set; }

    /// <summary>Makes both ends.</summary>
    /// <exception cref="ContainerException">Out of descriptors, or the folder refuses.</exception>
    public static StartGate Create(string? folder)
    {
        if (folder is not null) return CreateFifos(folder);
        var (statusRead, statusWrite) = Libc.Pipe();
        var (barrierRead, barrierWrite) = Libc.Pipe();
        return new StartGate(statusRead, barrierWrite, statusWrite, barrierRead);
    }

    /// <summary>Opens the creator's ends of the FIFOs in a folder.</summary>
    /// <exception cref="ContainerException">Nobody waits there.</exception>
    public static StartGate Open(string folder)
    {
        var status = Open($"{folder}/{StatusName}", Flags.ReadOnly | Flags.NonBlock);
        try
        {
            return new StartGate(status, Open($"{folder}/{BarrierName}", Flags.WriteOnly | Flags.NonBlock), -1, -1);
        }
        catch
        {
            Libc.Close(status);
            throw;
        }
    }

    /// <summary>Removes the FIFOs of a folder, if there are any.</summary>
    public static void Remove(string folder)
    {
        File.Delete($"{folder}/{StatusName}");
        File.Delete($"{folder}/{BarrierName}");
    }

    /// <summary>Closes the child's ends in this process, so that the end of the child shows.</summary>
    public void CloseChildEnds()
    {
        Libc.Close(ChildStatus);
        Libc.Close(ChildBarrier);
        ChildStatus = ChildBarrier = -1;
    }

    /// <summary>The next record, or null when every writer is gone: the workload runs, or the child has ended.</summary>
    public (long First, long Second)? ReadRecord()
    {
        var record = stackalloc long[2];
        while (true)
        {
            var read = Libc.Try(Syscall.Read, _statusRead, (nint)record, RecordBytes);
            if (read == RecordBytes) return (record[0], record[1]);
            if (read != -Errno.TryAgain) return null;
            Libc.WaitReadable(_statusRead, TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Lets the child go on.</summary>
    public void Release()
    {
        byte one = 1;

        // The end of the child shows in ReadRecord; EPIPE says the same (SIGPIPE is ignored in .NET).
        Libc.Try(Syscall.Write, _barrierWrite, (nint)(&one), 1);
    }

    public void Dispose()
    {
        CloseChildEnds();
        Libc.Close(_statusRead);
        Libc.Close(_barrierWrite);
        _statusRead = _barrierWrite = -1;
    }

    private static StartGate CreateFifos(string folder)
    {
        Remove(folder);
        foreach (var name in new[] { StatusName, BarrierName })
        {
            fixed (byte* path = Libc.Utf8($"{folder}/{name}"))
                Libc.Call(Syscall.Mknodat, $"{folder}/{name}", Flags.AtFdCwd, (nint)path, Flags.SIfifo | OwnerOnly);
        }

        // The reading end must be there before the writing one; the barrier is open both ways in the child, so that it outlives us.
        var status = Open($"{folder}/{StatusName}", Flags.ReadOnly | Flags.NonBlock);
        var childStatus = Open($"{folder}/{StatusName}", Flags.WriteOnly);
        var childBarrier = Open($"{folder}/{BarrierName}", Flags.ReadWrite);
        return new StartGate(status, Open($"{folder}/{BarrierName}", Flags.WriteOnly), childStatus, childBarrier);
    }

    private static int Open(string path, int flags)
    {
        var fd = Libc.TryOpen(path, flags | Flags.CloseOnExec);
        return fd < 0 ? throw new ContainerException("open", path, -fd) : fd;
    }
}
