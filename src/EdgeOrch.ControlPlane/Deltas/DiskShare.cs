namespace EdgeOrch.ControlPlane.Deltas;

/// <summary>What one job has taken of a budget; given back when it ends.</summary>
internal sealed class DiskShare(DiskBudget budget) : IDisposable
{
    private const int BufferBytes = 128 * 1024;
    private long _taken;

    /// <summary>Copies a stream into a file, each piece taken from the budget before it is written.</summary>
    /// <exception cref="IOException">The budget is used up, or the disk failed.</exception>
    public async Task CopyAsync(Stream source, Stream file)
    {
        var buffer = new byte[BufferBytes];
        int read;
        while ((read = await source.ReadAsync(buffer)) > 0)
        {
            budget.Take(read);
            _taken += read;
            await file.WriteAsync(buffer.AsMemory(0, read));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => budget.Return(_taken);
}
