using System.Globalization;
using EdgeOrch.ControlPlane.Storage;

namespace EdgeOrch.ControlPlane.Tests.Identity;

/// <summary>A keyed store in memory, with the etags of the real one.</summary>
internal sealed class MemoryKeyedStore : IKeyedStore
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, StoredDocument> _documents = new(StringComparer.Ordinal);
    private long _version;

    public Task<StoredDocument?> GetAsync(string table, string key, CancellationToken cancellation = default)
    {
        lock (_lock) return Task.FromResult(_documents.GetValueOrDefault($"{table}/{key}"));
    }

    public Task<IReadOnlyList<string?>> PutAsync(IReadOnlyList<StoreWrite> writes, CancellationToken cancellation = default)
    {
        StoreLimits.CheckBatch(writes);
        lock (_lock)
        {
            foreach (var write in writes)
            {
                var actual = _documents.GetValueOrDefault($"{write.Table}/{write.Key}")?.Etag;
                if (write.ExpectedEtag is { } expected && expected != (actual ?? StoreWrite.Absent))
                    throw new EtagMismatchException(write.Table, write.Key, expected, actual);
            }

            return Task.FromResult<IReadOnlyList<string?>>([.. writes.Select(Apply)]);
        }
    }

    public Task<StorePage> ScanAsync(string table, string prefix = "", string? afterKey = null, int limit = 256, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            var start = table + "/" + prefix;
            StoredDocument[] found = [.. _documents.Where(d => d.Key.StartsWith(start, StringComparison.Ordinal)).Select(d => d.Value)
                .Where(d => afterKey is null || string.CompareOrdinal(d.Key, afterKey) > 0).Take(limit + 1)];
            return Task.FromResult(new StorePage([.. found.Take(limit)], found.Length > limit ? found[limit - 1].Key : null));
        }
    }

    private string? Apply(StoreWrite write)
    {
        var key = $"{write.Table}/{write.Key}";
        if (write.Document is not { } document)
        {
            _documents.Remove(key);
            return null;
        }

        var etag = (++_version).ToString(CultureInfo.InvariantCulture);
        _documents[key] = new StoredDocument(write.Key, document.ToArray(), etag);
        return etag;
    }
}
