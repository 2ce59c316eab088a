namespace EdgeOrch.ControlPlane.Storage.LiteDb;

/// <summary>A batch on its way to the writer thread and back.</summary>
internal sealed class PendingBatch(IReadOnlyList<StoreWrite> writes)
{
    // Asynchronously, or a caller's continuation (a grain's turn) would run on the writer thread.
    private readonly TaskCompletionSource<IReadOnlyList<string?>> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string?[] _etags = [];

    public IReadOnlyList<StoreWrite> Writes => writes;

    public long Bytes { get; } = StoreLimits.TotalBytes(writes);

    public Task<IReadOnlyList<string?>> Completion => _completion.Task;

    public void Applied(string?[] etags) => _etags = etags;

    public void Durable() => _completion.TrySetResult(_etags);

    public void Refuse(Exception reason) => _completion.TrySetException(reason);
}
