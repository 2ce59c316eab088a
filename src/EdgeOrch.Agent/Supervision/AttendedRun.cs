using EdgeOrch.Agent.Supervision.Records;

namespace EdgeOrch.Agent.Supervision;

/// <summary>The client's side of a command that runs on the client's own streams.</summary>
/// <param name="process">Its process.</param>
/// <param name="end">Waits for the reply that tells its end.</param>
/// <param name="close">Closes the connection.</param>
internal sealed class AttendedRun(RunningProcess process, Func<CancellationToken, Task<int>> end, Func<ValueTask> close) : IAsyncDisposable
{
    /// <summary>Its process.</summary>
    public RunningProcess Process => process;

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code, or 128 plus the signal that ended it.</returns>
    public Task<int> EndAsync(CancellationToken cancellation) => end(cancellation);

    /// <summary>Leaves it: it goes on.</summary>
    public ValueTask DisposeAsync() => close();
}
