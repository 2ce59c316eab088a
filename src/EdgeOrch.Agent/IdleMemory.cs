namespace EdgeOrch.Agent;

/// <summary>Gives the memory of a burst of work back to the device when the burst is over.</summary>
/// <remarks>
/// Left alone, the collector keeps what an update needed until the next one, and rarely is there one: a device is idle
/// nearly always. Figures are in <c>docs/benchmarks.md</c>.
/// </remarks>
internal sealed class IdleMemory(Func<long> allocated, Action release)
{
    private long _seen;

    // What the start allocated counts: it is the first burst.
    private long _released;

    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    /// <summary>Bytes that a quiet pause may allocate: the beat of keep-alives and health checks.</summary>
    public const long Quiet = 512 * 1024;

    /// <summary>Bytes allocated since the last time that make another one worth its while.</summary>
    public const long Worthwhile = 1024 * 1024;

    /// <summary>Of this process.</summary>
    public IdleMemory()
        : this(() => GC.GetTotalAllocatedBytes(), Release)
    {
    }

    /// <summary>Looks again and again, until cancelled.</summary>
    public async Task RunAsync(TimeProvider time, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Pause, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation)) Look();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The end.
        }
    }

    /// <summary>Looks once: memory goes back when little was allocated since the last look, and enough since it last went back.</summary>
    public void Look()
    {
        var now = allocated();
        if (now - _seen <= Quiet && now - _released >= Worthwhile)
        {
            release();
            _released = now;
        }

        _seen = now;
    }

    private static void Release()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        CodePages.Release();
    }
}
