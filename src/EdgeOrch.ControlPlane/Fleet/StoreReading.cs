using System.Runtime.CompilerServices;
using EdgeOrch.ControlPlane.Storage;

namespace EdgeOrch.ControlPlane.Fleet;

/// <summary>Reads a whole table, page by page.</summary>
internal static class StoreReading
{
    public static async IAsyncEnumerable<T> ReadAllAsync<T>(this IKeyedStore store, string table, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? after = null;
        do
        {
            var page = await store.ScanAsync(table, afterKey: after, limit: StoreLimits.MaxScanDocuments, cancellation: cancellation);
            foreach (var document in page.Documents) yield return ControlJson.Read<T>(document.Content);
            after = page.NextAfterKey;
        }
        while (after is not null);
    }
}
