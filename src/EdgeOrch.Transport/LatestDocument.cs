using EdgeOrch.Contracts.Desired;

namespace EdgeOrch.Transport;

/// <summary>Holds the newest document that was not taken yet; one that comes meanwhile replaces it.</summary>
internal sealed class LatestDocument : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0);
    private SignedDocument? _document;

    public void Put(SignedDocument document)
    {
        // Only the step from none to one is signalled, so that the count never exceeds what there is to take.
        if (Interlocked.Exchange(ref _document, document) is null) _signal.Release();
    }

    /// <summary>Waits for a document; null when cancelled.</summary>
    public async Task<SignedDocument?> TakeAsync(CancellationToken cancellation)
    {
        try
        {
            await _signal.WaitAsync(cancellation);
            return Interlocked.Exchange(ref _document, null);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose() => _signal.Dispose();
}
