using System.Text.Json;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Contracts;
using EdgeOrch.Images;
using EdgeOrch.Images.Deltas;
using EdgeOrch.Images.Layers;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.Agent.Images;

/// <summary>The images on a device. Whatever can be seen in it is whole: layers and records appear by a rename after a sync.</summary>
/// <remarks>
/// <c>layers/HEX</c> are unpacked layers by diff_id, <c>headers/HEX</c> what deltas need to know of their tars, <c>blobs/sha256/HEX</c> manifests and configurations, <c>partial/HEX</c>
/// downloads, <c>images/HEX.json</c> complete images, <c>staging</c> what is being made, emptied at every start.
/// Only one process may have a store open.
/// </remarks>
internal sealed class ImageStore
{
    internal const string SyncedSuffix = ".synced";
    private static readonly TimeSpan s_partialLife = TimeSpan.FromDays(7);
    private readonly TimeProvider _time;
    private readonly LayerLimits _limits;
    private readonly string _layers;
    private readonly string _headers;
    private readonly string _blobs;
    private readonly string _partial;
    private readonly string _images;
    private readonly string _staging;
    private readonly HashSet<Digest> _open = [];
    private readonly Lock _lock = new();

    /// <summary>Opens or makes a store, and removes what an earlier run left half-made.</summary>
    /// <param name="root">Its folder.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="limits">Limits of layers; null for <see cref="LayerLimits.Default"/>.</param>
    /// <exception cref="ImageException"><c>no-space</c> or <c>store-io</c>.</exception>
    public ImageStore(string root, TimeProvider? time = null, LayerLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        _time = time ?? TimeProvider.System;
        _limits = limits ?? LayerLimits.Default;
        _layers = Path.Combine(root, "layers");
        _headers = Path.Combine(root, "headers");
        _blobs = Path.Combine(root, "blobs", "sha256");
        _partial = Path.Combine(root, "partial");
        _images = Path.Combine(root, "images");
        _staging = Path.Combine(root, "staging");
        StoreErrors.Guard("open", () =>
        {
            if (Directory.Exists(_staging)) Directory.Delete(_staging, recursive: true);
            foreach (var folder in new[] { _layers, _headers, _blobs, _partial, _images, _staging })
                Durable.MakeFolder(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Durable.SyncFolder(root);
            return true;
        });
    }

    /// <summary>Whether a layer is unpacked here.</summary>
    public bool HasLayer(Digest diffId) => Directory.Exists(LayerPath(diffId));

    /// <summary>The unpacked layers, in no order.</summary>
    public IReadOnlyList<Digest> ListLayers() => [.. Digests(Directory.EnumerateDirectories(_layers))];

    /// <summary>The complete images' manifests, in no order.</summary>
    public IReadOnlyList<Digest> ListImages() => [.. Digests(Directory.EnumerateFiles(_images, "*.json").Select(Path.GetFileNameWithoutExtension))];

    /// <summary>Whether an image is complete here.</summary>
    public bool HasImage(Digest manifest) => GetImage(manifest) is not null;

    /// <summary>A complete image; null when it is not here, or any part of it is missing or damaged, so that it is pulled again.</summary>
    public StoredImage? GetImage(Digest manifest)
    {
        if (ReadRecord(manifest) is not { } record || ReadBlob(record.Manifest) is null || ReadBlob(record.Config) is not { } config) return null;
        if (!record.DiffIds.All(HasLayer)) return null;
        return new StoredImage(record.Reference, manifest, ImageDocuments.ParseConfig(config), [.. record.DiffIds.Select(LayerPath)], record.DiffIds);
    }

    /// <summary>A manifest or configuration; null when it is not here or damaged.</summary>
    public byte[]? ReadBlob(Digest digest)
    {
        var path = BlobPath(digest);
        if (!File.Exists(path) || new FileInfo(path).Length > Limits.ImageManifestBytes) return null;
        var content = StoreErrors.Guard($"blob {digest}", () => File.ReadAllBytes(path));
        return Digest.Compute(content) == digest ? content : null;
    }

    /// <summary>Keeps a manifest or configuration.</summary>
    /// <exception cref="ImageException"><c>digest-mismatch</c>, <c>manifest-too-large</c>, <c>no-space</c> or <c>store-io</c>.</exception>
    public void WriteBlob(Digest digest, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Length > Limits.ImageManifestBytes)
            throw new ImageException("manifest-too-large", $"blob {digest}: {content.Length} bytes, the limit is {Limits.ImageManifestBytes}");
        var actual = Digest.Compute(content);
        if (actual != digest) throw new ImageException("digest-mismatch", $"blob {digest}: its content has the digest {actual}");
        Write($"blob {digest}", BlobPath(digest), content);
    }

    /// <summary>Begins a download, or goes on with one.</summary>
    /// <exception cref="ImageException"><c>blob-busy</c>: it is open already; <c>no-space</c>; <c>store-io</c>.</exception>
    public PartialBlob OpenPartial(Digest digest, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        lock (_lock)
        {
            if (!_open.Add(digest)) throw new ImageException("blob-busy", $"blob {digest}: is being downloaded already");
        }

        try
        {
            return PartialBlob.Open(PartialPath(digest), digest, size, Closed);
        }
        catch
        {
            Closed(digest);
            throw;
        }
    }

    /// <summary>Removes what was downloaded of a blob, which must not be open.</summary>
    public void DiscardPartial(Digest digest) => RemovePartial(PartialPath(digest));

    /// <summary>Unpacks a layer from its blob; the blob goes if it lies among the downloads. Nothing happens if the layer is here.</summary>
    /// <exception cref="ImageException">The layer is refused, or there is <c>no-space</c>; the store is as before.</exception>
    public void ImportFullLayer(string blobPath, string mediaType, Digest diffId, CancellationToken cancellation = default) =>
        Import(blobPath, diffId, blob => LayerStream.Open(blob, mediaType, _limits), cancellation);

    /// <summary>Unpacks a layer from a delta; its bases must be here. As <see cref="ImportFullLayer"/> otherwise.</summary>
    /// <exception cref="ImageException">The delta is refused (<c>delta-…</c>), or there is <c>no-space</c>; the store is as before.</exception>
    public void ImportDeltaLayer(string blobPath, Digest diffId, CancellationToken cancellation = default)
    {
        LayerFolders? folders = null;
        try
        {
            Import(blobPath, diffId, Open, cancellation);
        }
        finally
        {
            folders?.Dispose();
        }

        DeltaStream Open(Stream blob)
        {
            var header = DeltaHeader.Read(blob);
            if (header.Target != diffId) throw new DeltaException("delta-mismatch", $"delta: makes layer {header.Target}, wanted is {diffId}");
            foreach (var missing in header.Bases.Where(b => !HasLayer(b))) throw new DeltaException("delta-base", $"delta: its base {missing} is not here");
            folders = new LayerFolders([.. header.Bases.Select(LayerPath)], [.. header.Bases.Select(HeadersPath)]);
            return DeltaStream.Open(header, blob, folders);
        }
    }

    /// <summary>Records an image as complete: its manifest and configuration are written, its layers imported.</summary>
    /// <exception cref="ImageException"><c>blob-missing</c>, <c>layer-missing</c>, <c>manifest-malformed</c>, <c>image-unsupported</c>, <c>no-space</c> or <c>store-io</c>.</exception>
    public StoredImage AddImage(string reference, Digest manifest)
    {
        var document = ImageDocuments.ParseManifest(Require(manifest));
        var config = ImageDocuments.ParseConfig(Require(document.Config.Digest));
        ImageDocuments.CheckRunnable(document, config);
        var diffIds = config.RootFilesystem.DiffIds;
        foreach (var missing in diffIds.Where(d => !HasLayer(d))) throw new ImageException("layer-missing", $"image {manifest}: layer {missing} is not here");
        var record = new ImageRecord { Reference = reference, Manifest = manifest, Config = document.Config.Digest, DiffIds = diffIds, CompleteAt = _time.GetUtcNow() };
        Write($"image {manifest}", RecordPath(manifest), JsonSerializer.SerializeToUtf8Bytes(record, ImageStoreJsonContext.Default.ImageRecord));
        return new StoredImage(reference, manifest, config, [.. diffIds.Select(LayerPath)], diffIds);
    }

    /// <summary>Removes all but the named images, what they consist of, open downloads, and downloads touched in the last seven days.</summary>
    /// <param name="keep">Manifests of images that stay.</param>
    /// <exception cref="ImageException"><c>store-io</c>.</exception>
    public void CollectGarbage(IReadOnlySet<Digest> keep) => StoreErrors.Guard("collect garbage", () =>
    {
        // 1. The records, so that no image ever seems complete whose layers are going.
        var layers = new HashSet<Digest>();
        var blobs = new HashSet<Digest>(keep);
        foreach (var manifest in ListImages())
        {
            if (!keep.Contains(manifest)) File.Delete(RecordPath(manifest));
            else if (ReadRecord(manifest) is { } record)
            {
                layers.UnionWith(record.DiffIds);
                blobs.Add(record.Config);
            }
        }

        Durable.SyncFolder(_images);

        // 2. What no record needs; a layer goes from sight at once, whatever interrupts its removal.
        foreach (var layer in ListLayers().Where(l => !layers.Contains(l))) RemoveLayer(layer);
        foreach (var layer in Digests(Directory.EnumerateFiles(_headers)).Where(l => !HasLayer(l)).ToList()) File.Delete(HeadersPath(layer));
        foreach (var blob in Digests(Directory.EnumerateFiles(_blobs)).Where(b => !blobs.Contains(b)).ToList()) File.Delete(BlobPath(blob));
        RemoveOldPartials();
        return true;
    });

    /// <summary>Removes a closed download and its record of length.</summary>
    internal static void RemovePartial(string path)
    {
        // The length first: bytes without a length are worth nothing, a length without bytes would claim too much.
        File.Delete(path + SyncedSuffix);
        File.Delete(path);
    }

    private void Import(string blobPath, Digest diffId, Func<Stream, Stream> open, CancellationToken cancellation)
    {
        if (!HasLayer(diffId)) StoreErrors.Guard($"layer {diffId}", () => Unpack(blobPath, diffId, open, cancellation));
        if (Path.GetDirectoryName(Path.GetFullPath(blobPath)) == Path.GetFullPath(_partial)) RemovePartial(blobPath);
    }

    private bool Unpack(string blobPath, Digest diffId, Func<Stream, Stream> open, CancellationToken cancellation)
    {
        var staged = Path.Combine(_staging, Guid.NewGuid().ToString("n"));
        // The root's own mode when the tar has no entry for it.
        Durable.MakeFolder(staged, (UnixFileMode)0x1ed);
        try
        {
            using var blob = File.OpenRead(blobPath);
            using var tar = open(blob);
            var headers = new HeaderListing();
            LayerUnpacker.Unpack(tar, staged, diffId, _limits, headers, cancellation);
            using (var file = File.Create(HeadersPath(diffId))) headers.Write(file);
            Durable.SyncFileSystem(staged);
            Directory.Move(staged, LayerPath(diffId));
        }
        catch
        {
            Directory.Delete(staged, recursive: true);
            throw;
        }

        Durable.SyncFolder(_layers);
        return true;
    }

    private void RemoveLayer(Digest layer)
    {
        var staged = Path.Combine(_staging, Guid.NewGuid().ToString("n"));
        Directory.Move(LayerPath(layer), staged);
        Directory.Delete(staged, recursive: true);
    }

    private void RemoveOldPartials()
    {
        var before = (_time.GetUtcNow() - s_partialLife).UtcDateTime;
        lock (_lock)
        {
            foreach (var path in Directory.EnumerateFiles(_partial).Where(p => !p.EndsWith(SyncedSuffix, StringComparison.Ordinal)).ToList())
            {
                var isOpen = Digest.TryParseHex(Path.GetFileName(path), out var digest) && _open.Contains(digest);
                if (!isOpen && File.GetLastWriteTimeUtc(path) < before) RemovePartial(path);
            }
        }
    }

    private ImageRecord? ReadRecord(Digest manifest)
    {
        var path = RecordPath(manifest);
        if (!File.Exists(path)) return null;
        try
        {
            var record = JsonSerializer.Deserialize(File.ReadAllBytes(path), ImageStoreJsonContext.Default.ImageRecord);
            return record?.Manifest == manifest ? record : null;
        }
        catch (JsonException)
        {
            // A damaged record is no record: the image is pulled again, its layers are found present.
            return null;
        }
    }

    private byte[] Require(Digest digest) => ReadBlob(digest) ?? throw new ImageException("blob-missing", $"blob {digest}: not in the store");

    private void Write(string what, string path, byte[] content) => StoreErrors.Guard(what, () =>
    {
        // In the staging folder, which a start empties, and under a name of its own: two images may bring the same blob at once.
        AtomicFile.Write(path, content, beside: Path.Combine(_staging, Guid.NewGuid().ToString("n")));
        return true;
    });

    private void Closed(Digest digest)
    {
        lock (_lock) _open.Remove(digest);
    }

    private static IEnumerable<Digest> Digests(IEnumerable<string?> paths)
    {
        foreach (var path in paths)
        {
            if (Digest.TryParseHex(Path.GetFileName(path), out var digest)) yield return digest;
        }
    }

    private string LayerPath(Digest diffId) => Path.Combine(_layers, diffId.Hex);

    private string HeadersPath(Digest diffId) => Path.Combine(_headers, diffId.Hex);

    private string BlobPath(Digest digest) => Path.Combine(_blobs, digest.Hex);

    private string PartialPath(Digest digest) => Path.Combine(_partial, digest.Hex);

    private string RecordPath(Digest manifest) => Path.Combine(_images, manifest.Hex + ".json");
}
