namespace EdgeOrch.ControlPlane.Storage;

/// <summary>What the control plane keeps: tables of key → document, each document with an etag that changes at every write.</summary>
/// <remarks>
/// Keys are ordered by UTF-16 code unit. A read may see a write a moment before it is acknowledged (and so before it is durable).
/// Limits and the form of names are in <see cref="StoreLimits"/>; breaking one is an <see cref="ArgumentException"/>.
/// </remarks>
internal interface IKeyedStore
{
    /// <summary>The document under this key; null when there is none.</summary>
    /// <exception cref="StoreUnavailableException">The storage below failed and has not recovered yet.</exception>
    Task<StoredDocument?> GetAsync(string table, string key, CancellationToken cancellation = default);

    /// <summary>Makes all of these writes, or none; completes once they are durable.</summary>
    /// <param name="writes">1 to <see cref="StoreLimits.MaxBatchWrites"/> writes, each to another key.</param>
    /// <param name="cancellation">Heard until the batch is queued; what is queued is carried out.</param>
    /// <returns>The new etag of each write, in order; null for a delete.</returns>
    /// <exception cref="EtagMismatchException">A document was not as its write expected; nothing was written.</exception>
    /// <exception cref="StoreUnavailableException">The disk failed; the batch may or may not have been made, but never a part of it.</exception>
    Task<IReadOnlyList<string?>> PutAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellation = default);

    /// <summary>The documents whose key starts with <paramref name="prefix"/> and lies after <paramref name="afterKey"/>, in key order.</summary>
    /// <param name="table">The table; one that was never written is empty.</param>
    /// <param name="prefix">The prefix; empty for all keys.</param>
    /// <param name="afterKey">The last key of the page before; null to begin.</param>
    /// <param name="limit">How many at most, 1 to <see cref="StoreLimits.MaxScanDocuments"/>; a page of large documents ends earlier.</param>
    /// <param name="cancellation">Heard between documents.</param>
    /// <exception cref="StoreUnavailableException">The storage below failed and has not recovered yet.</exception>
    Task<StorePage> ScanAsync(string table, string prefix = "", string? afterKey = null, int limit = 256, CancellationToken cancellation = default);
}
