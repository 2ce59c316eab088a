using EdgeOrch.Agent.Supervision.Kernel;

namespace EdgeOrch.Agent.Supervision.Logs;

/// <summary>
/// One thread that reads all pipes of all containers through one buffer. What it has not read yet stays in the pipes, so a
/// flooding container blocks itself and costs no memory; each pipe gets one buffer's worth a turn, so none starves another.
/// </summary>
internal sealed class DescriptorPump : IDisposable
{
    private const int BufferBytes = 32 * 1024;
    private const int StackBytes = 256 * 1024;

    // A process that outlived its container's end might write for ever; no pipe holds more than this by itself.
    private const int MostAtEnd = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly List<PumpSource> _sources = [];
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly int _wake = Posix.EventFd();
    private readonly Thread _thread;
    private bool _stopping;

    /// <summary>Begins with no pipes.</summary>
    public DescriptorPump()
    {
        _thread = new Thread(Run, StackBytes) { IsBackground = true, Name = "container output" };
        _thread.Start();
    }

    /// <summary>Reads from a descriptor that does not block, until its end; the pump owns and closes it.</summary>
    public PumpSource Add(int fd, IByteSink sink)
    {
        var source = new PumpSource(fd, sink);
        lock (_lock) _sources.Add(source);
        Posix.Raise(_wake);
        return source;
    }

    /// <summary>Reads what is there now, then closes the descriptor; completes when the sink has had it all.</summary>
    public Task DrainAsync(PumpSource source)
    {
        source.Draining = true;
        Posix.Raise(_wake);
        return source.Ended;
    }

    /// <summary>Reads no more and leaves the descriptor (<see cref="PumpSource.Left"/>) open, with what it holds; completes when that is so.</summary>
    public Task ReleaseAsync(PumpSource source)
    {
        source.Released = true;
        Posix.Raise(_wake);
        return source.Ended;
    }

    /// <summary>Stops reading and closes the descriptors; what the pipes hold is left to the next reader.</summary>
    public void Dispose()
    {
        lock (_lock) _stopping = true;
        Posix.Raise(_wake);
        _thread.Join();
        Posix.Close(_wake);
    }

    private void Run()
    {
        var entries = new PollEntry[16];
        var turn = new List<PumpSource>();
        while (true)
        {
            lock (_lock)
            {
                if (_stopping) break;
                turn.Clear();
                turn.AddRange(_sources);
            }

            if (entries.Length <= turn.Count) entries = new PollEntry[turn.Count * 2];
            entries[0] = new PollEntry { Fd = _wake, Events = Posix.PollIn };
            for (var i = 0; i < turn.Count; i++) entries[i + 1] = new PollEntry { Fd = turn[i].Fd, Events = Posix.PollIn };
            Posix.Poll(entries.AsSpan(0, turn.Count + 1));

            if (entries[0].Returned != 0) Posix.Read(_wake, _buffer, out _);
            for (var i = 0; i < turn.Count; i++)
                if (turn[i].Draining || turn[i].Released || entries[i + 1].Returned != 0) Serve(turn[i]);
        }

        foreach (var source in _sources) source.Finish();
    }

    private void Serve(PumpSource source)
    {
        if (source.Released)
        {
            lock (_lock) _sources.Remove(source);
            source.Leave();
            return;
        }

        // The flag is read before the pipe, so what was written before the drain was asked for is seen.
        var draining = source.Draining;
        var ended = source.ReadOnce(_buffer, draining);
        for (var drained = BufferBytes; draining && !ended && drained < MostAtEnd; drained += BufferBytes) ended = source.ReadOnce(_buffer, draining);
        if (!ended && !draining) return;
        lock (_lock) _sources.Remove(source);
        source.Finish();
    }
}
