using EdgeOrch.Agent.Supervision.Kernel;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Supervision.Replacement;
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
    private readonly Lock _attaching = new();
    private volatile IReadOnlyList<Attachment> _attached = [];
    private (PumpSource Source, LineCutter Cutter)? _out;
    private (PumpSource Source, LineCutter Cutter)? _err;

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
        var stdout = Posix.Open(_stdout, Posix.ReadOnly | Posix.NonBlocking);
        try
        {
            Begin(new HandedStream(stdout, []), new HandedStream(Posix.Open(_stderr, Posix.ReadOnly | Posix.NonBlocking), []), 0);
        }
        catch
        {
            Posix.Close(stdout);
            throw;
        }
    }

    /// <summary>Goes on copying where the program before left off.</summary>
    public void Resume(HandedLog left)
    {
        _attached = [.. (left.Attached ?? []).Select(a => new Attachment(a.Stdout, a.Stderr))];
        Begin(left.Stdout, left.Stderr, left.LostLines);
    }

    /// <summary>Gives a client a copy of what comes from now on; false when nothing is copied, since no process lives.</summary>
    public bool TryAttach(Attachment attachment)
    {
        lock (_attaching)
        {
            if (_writer is null) return false;
            _attached = [.. _attached, attachment];
            return true;
        }
    }

    /// <summary>Ends a client's copy.</summary>
    public void Detach(Attachment attachment)
    {
        lock (_attaching) _attached = [.. _attached.Where(a => a != attachment)];
        attachment.End(null);
    }

    /// <summary>The copy whose first pipe has this number; null when there is none.</summary>
    public Attachment? FindAttachment(int stdout) => _attached.FirstOrDefault(a => a.Left?.Stdout == stdout);

    /// <summary>Leaves the copying to the program that this process becomes: to the byte where it stands. Null when nothing is copied.</summary>
    public async Task<HandedLog?> ReleaseAsync()
    {
        if (_writer is not { } writer) return null;
        var left = new HandedLog(await ReleaseAsync(_out), await ReleaseAsync(_err), writer.Lost);
        writer.Flush();
        HandedAttachment[] attached = [.. _attached.Select(a => a.Left).OfType<HandedAttachment>()];
        return attached.Length == 0 ? left : left with { Attached = attached };
    }

    /// <summary>Copies what is left and closes the log; for a container that has ended. Nothing happens when it has not begun.</summary>
    /// <param name="exit">How its process ended, for those who are attached; null when that is not known.</param>
    public async Task EndAsync(ContainerExit? exit)
    {
        if (_out is { } stdout) await pump.DrainAsync(stdout.Source);
        if (_err is { } stderr) await pump.DrainAsync(stderr.Source);
        Dispose();
        IReadOnlyList<Attachment> attached;
        lock (_attaching) (attached, _attached, _out, _err, _writer) = (_attached, [], null, null, null);
        foreach (var attachment in attached) attachment.End(exit);
    }

    /// <summary>Closes the log; only once the pump reads no more.</summary>
    public void Dispose() => _writer?.Dispose();

    private void Begin(HandedStream stdout, HandedStream stderr, long lost)
    {
        _writer = new LogWriter(Path.Join(folder, "log"), options.LogFileBytes, options.LogFiles, time) { Lost = lost };
        if (stdout.Fd >= 0) _out = Add(stdout, LogStream.Stdout, _writer);
        if (stderr.Fd >= 0) _err = Add(stderr, LogStream.Stderr, _writer);
    }

    private async Task<HandedStream> ReleaseAsync((PumpSource Source, LineCutter Cutter)? stream)
    {
        if (stream is not { } open) return new HandedStream(-1, []);
        await pump.ReleaseAsync(open.Source);
        return new HandedStream(open.Source.Left, open.Cutter.Partial);
    }

    private (PumpSource Source, LineCutter Cutter) Add(HandedStream stream, LogStream name, LogWriter writer)
    {
        var cutter = new LineCutter(writer, name) { Partial = stream.Partial };
        return (pump.Add(stream.Fd, new SharedSink(cutter, name, () => _attached)), cutter);
    }
}
