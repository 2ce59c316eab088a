using System.Runtime.CompilerServices;
using System.Text;
using EdgeOrch.Contracts;
using EdgeOrch.ControlPlane.Storage;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>The registry's metadata in the keyed store: which repository has which manifests, tags, blobs and referrers.</summary>
internal sealed class RegistryIndex(IKeyedStore store)
{
    private const string Manifests = "registry_manifests";
    private const string Tags = "registry_tags";
    private const string Blobs = "registry_blobs";
    private const string Referrers = "registry_referrers";

    public async Task<ManifestRecord?> FindManifestAsync(string repository, Digest digest, CancellationToken cancellation) =>
        await store.GetAsync(Manifests, $"{repository}@{digest}", cancellation) is { } found
            ? ControlJson.Read<ManifestRecord>(found.Content)
            : null;

    public async Task<Digest?> FindTagAsync(string repository, string tag, CancellationToken cancellation) =>
        await store.GetAsync(Tags, $"{repository}:{tag}", cancellation) is { } found ? Digest.Parse(Encoding.UTF8.GetString(found.Content.Span)) : null;

    public async Task<bool> HasBlobAsync(string repository, Digest digest, CancellationToken cancellation) =>
        await store.GetAsync(Blobs, $"{repository}@{digest}", cancellation) is not null;

    public Task AddBlobAsync(string repository, Digest digest, CancellationToken cancellation) =>
        store.PutAsync([StoreWrite.Put(Blobs, $"{repository}@{digest}", Array.Empty<byte>())], cancellation);

    public Task RemoveBlobAsync(string repository, Digest digest, CancellationToken cancellation) =>
        store.PutAsync([StoreWrite.Delete(Blobs, $"{repository}@{digest}")], cancellation);

    /// <summary>Adds a manifest and, in the same write, its tag and its place among the referrers of its subject.</summary>
    public Task AddManifestAsync(string repository, Digest digest, ManifestRecord record, string? tag, CancellationToken cancellation)
    {
        List<StoreWrite> writes = [StoreWrite.Put(Manifests, $"{repository}@{digest}", ControlJson.Write(record))];
        if (tag is not null) writes.Add(StoreWrite.Put(Tags, $"{repository}:{tag}", Encoding.UTF8.GetBytes(digest.ToString())));
        if (record.Subject is { } subject) writes.Add(StoreWrite.Put(Referrers, $"{repository}@{subject}/{digest}", Array.Empty<byte>()));
        return store.PutAsync(writes, cancellation);
    }

    /// <summary>Removes a manifest with its tags.</summary>
    public async Task RemoveManifestAsync(string repository, Digest digest, ManifestRecord record, CancellationToken cancellation)
    {
        List<StoreWrite> writes = [StoreWrite.Delete(Manifests, $"{repository}@{digest}")];
        if (record.Subject is { } subject) writes.Add(StoreWrite.Delete(Referrers, $"{repository}@{subject}/{digest}"));
        await foreach (var (tag, target) in TagsOfAsync(repository, cancellation))
        {
            if (target == digest) writes.Add(StoreWrite.Delete(Tags, $"{repository}:{tag}"));
        }

        foreach (var batch in writes.Chunk(StoreLimits.MaxBatchWrites)) await store.PutAsync(batch, cancellation);
    }

    public Task RemoveTagAsync(string repository, string tag, CancellationToken cancellation) =>
        store.PutAsync([StoreWrite.Delete(Tags, $"{repository}:{tag}")], cancellation);

    public async IAsyncEnumerable<(string Tag, Digest Digest)> TagsOfAsync(string repository, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var document in ScanAsync(Tags, $"{repository}:", cancellation))
        {
            yield return (document.Key[(repository.Length + 1)..], Digest.Parse(Encoding.UTF8.GetString(document.Content.Span)));
        }
    }

    public async IAsyncEnumerable<StoredTag> AllTagsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var document in ScanAsync(Tags, "", cancellation))
        {
            var colon = document.Key.LastIndexOf(':');
            yield return new StoredTag(document.Key[..colon], document.Key[(colon + 1)..], Digest.Parse(Encoding.UTF8.GetString(document.Content.Span)));
        }
    }

    public async IAsyncEnumerable<Digest> ReferrersOfAsync(string repository, Digest subject, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var prefix = $"{repository}@{subject}/";
        await foreach (var document in ScanAsync(Referrers, prefix, cancellation)) yield return Digest.Parse(document.Key[prefix.Length..]);
    }

    public async IAsyncEnumerable<(string Repository, Digest Digest, ManifestRecord Record)> AllManifestsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var document in ScanAsync(Manifests, "", cancellation))
        {
            var (repository, digest) = SplitKey(document.Key);
            yield return (repository, digest, ControlJson.Read<ManifestRecord>(document.Content));
        }
    }

    public async IAsyncEnumerable<(string Repository, Digest Digest)> AllBlobsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var document in ScanAsync(Blobs, "", cancellation)) yield return SplitKey(document.Key);
    }

    private static (string Repository, Digest Digest) SplitKey(string key)
    {
        var at = key.LastIndexOf('@');
        return (key[..at], Digest.Parse(key[(at + 1)..]));
    }

    private async IAsyncEnumerable<StoredDocument> ScanAsync(string table, string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? after = null;
        do
        {
            var page = await store.ScanAsync(table, prefix, after, cancellation: cancellation);
            foreach (var document in page.Documents) yield return document;
            after = page.NextAfterKey;
        }
        while (after is not null);
    }
}
