using EdgeOrch.Agent.Supervision.Kernel;
using EdgeOrch.Containers;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Agent.Supervision.Logs;

/// <summary>
/// The output of one container: two FIFOs and the log that they are copied to. The workload holds each FIFO open for reading and
/// writing, so its writes do not fail when no supervisor lives; they wait once the FIFO is full.
/// </summary>
internal sealed class ContainerLog(string folder, SupervisorOptions options, DescriptorPump pump, TimeProvider time) : IDisposable
{
    private readonly string _stdout = Path.Join(folder, "stdout");
    private readonly string _stderr = Path.Join(folder, "stderr");
    private LogWriter? _writer;
    private PumpSource? _out;
    private PumpSource? _err;

    /// <summary>Makes the FIFOs, owned by the workload's user so that it can open /dev/stdout.</summary>
    /// <exception cref="IOException">A call failed.</exception>
    public void MakeFifos(uint uid, uint gid)
    {
        Posix.MakeFifo(_stdout, uid, gid);
        Posix.MakeFifo(_stderr, uid, gid);
    }

    /// <summary>Opens the ends that a workload gets; the caller closes them with <see cref="Close"/>.</summary>
    /// <exception cref="IOException">A call failed.</exception>
    public Stdio OpenForWorkload()
    {
        var stdout = Posix.Open(_stdout, Posix.ReadWrite);
        try
        {
            return new Stdio(-1, stdout, Posix.Open(_stderr, Posix.ReadWrite));
        }
        catch
        {
            Posix.Close(stdout);
            throw;
        }
    }

    /// <summary>Closes our copies of the workload's ends.</summary>
    public static void Close(Stdio stdio)
    {
        Posix.Close(stdio.Stdout);
        Posix.Close(stdio.Stderr);
    }

    /// <summary>Begins to copy.</summary>
    /// <exception cref="IOException">A FIFO cannot be opened.</exception>
    public void Begin()
    {
        _writer = new LogWriter(Path.Join(folder, "log"), options.LogFileBytes, options.LogFiles, time);
        _out = pump.Add(Posix.Open(_stdout, Posix.ReadOnly | Posix.NonBlocking), new LineCutter(_writer, LogStream.Stdout));
        _err = pump.Add(Posix.Open(_stderr, Posix.ReadOnly | Posix.NonBlocking), new LineCutter(_writer, LogStream.Stderr));
    }

    /// <summary>Copies what is left and closes the log; for a container that has ended. Nothing happens when it has not begun.</summary>
    public async Task EndAsync()
    {
        if (_out is { } stdout) await pump.DrainAsync(stdout);
        if (_err is { } stderr) await pump.DrainAsync(stderr);
        Dispose();
        (_out, _err, _writer) = (null, null, null);
    }

    /// <summary>Closes the log; only once the pump reads no more.</summary>
    public void Dispose() => _writer?.Dispose();
}
