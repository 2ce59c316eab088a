namespace EdgeOrch.Agent.Link;

/// <summary>Wakes one waiting loop; signals given meanwhile become one.</summary>
internal sealed class Signal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _given = New();

    /// <summary>Wakes the loop, now or when it next waits.</summary>
    public void Give()
    {
        lock (_lock) _given.TrySetResult();
    }

    /// <summary>Waits for a signal and takes it.</summary>
    public async Task TakeAsync(CancellationToken cancellation)
    {
        Task given;
        lock (_lock) given = _given.Task;
        await given.WaitAsync(cancellation);
        lock (_lock) _given = New();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
