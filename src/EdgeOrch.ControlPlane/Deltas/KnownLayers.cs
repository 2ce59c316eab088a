using EdgeOrch.Contracts;
using EdgeOrch.ControlPlane.Registry;
using EdgeOrch.ControlPlane.Storage;

namespace EdgeOrch.ControlPlane.Deltas;

/// <summary>Remembers layers by diff_id, which the registry does not know; a tag that moved on still leaves its layers to copy from.</summary>
internal sealed class KnownLayers(IKeyedStore store, IRegistry registry)
{
    private const string Table = "layers";

    /// <summary>Remembers the layers of an image that a device is told to get.</summary>
    public async Task AddAsync(DesiredImage image, CancellationToken cancellation)
    {
        for (var i = 0; i < image.DiffIds.Count; i++)
        {
            var key = image.DiffIds[i].Hex;
            if (await store.GetAsync(Table, key, cancellation) is { } stored && registry.BlobBytes(Read(stored).Blob.Digest) is not null) continue;
            var layer = new KnownLayer(image.DiffIds[i], image.Layers[i], image.Repository, i);
            await store.PutAsync([StoreWrite.Put(Table, key, ControlJson.Write(layer))], cancellation);
        }
    }

    /// <summary>Those of the layers that are known and still in the registry.</summary>
    public async Task<IReadOnlyList<KnownLayer>> FindAsync(IEnumerable<Digest> diffIds, CancellationToken cancellation)
    {
        var found = new List<KnownLayer>();
        foreach (var diffId in diffIds.Where(d => d.IsValid).Distinct())
        {
            if (await store.GetAsync(Table, diffId.Hex, cancellation) is not { } stored) continue;
            var layer = Read(stored);
            if (registry.BlobBytes(layer.Blob.Digest) is not null) found.Add(layer);
        }

        return found;
    }

    private static KnownLayer Read(StoredDocument stored) => ControlJson.Read<KnownLayer>(stored.Content);
}
