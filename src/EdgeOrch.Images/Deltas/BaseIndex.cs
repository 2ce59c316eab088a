using System.Security.Cryptography;
using EdgeOrch.Contracts;
using EdgeOrch.Images.Deltas.Coding;
using EdgeOrch.Images.Layers;
using EdgeOrch.Images.Tar;

namespace EdgeOrch.Images.Deltas;

/// <summary>Finds entries of the bases by content, path and name.</summary>
internal sealed class BaseIndex
{
    private const int MaxDepth = 128;
    private readonly List<BaseFile> _entries = [];
    private readonly Dictionary<Digest, List<BaseFile>> _byContent = [];
    private readonly Dictionary<string, BaseFile> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<BaseFile>> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<BaseFile>> _byExtension = new(StringComparer.Ordinal);

    public BaseIndex(IReadOnlyList<DeltaBase> bases, CancellationToken cancellation)
    {
        Listings = [.. bases.Select(b => AddLayer(b.Tar, cancellation))];
    }

    /// <summary>The bases' headers.</summary>
    public IReadOnlyList<HeaderListing> Listings { get; }

    /// <summary>The entry that a new one stands beside; null when none is like it.</summary>
    public BaseFile? Beside(TarEntry entry, Digest content, int expected, RenameRules rules)
    {
        if (expected >= 0 && _entries[expected] is { } next && next.Type == entry.Type && rules.Apply(next.Path) == entry.Path) return next;
        foreach (var path in rules.Origins(entry.Path))
            if (_byPath.TryGetValue(path, out var moved) && moved.Type == entry.Type) return moved;
        if (_byPath.TryGetValue(entry.Path, out var same) && same.Type == entry.Type) return same;
        if (entry.Type != TarEntryType.File || entry.Size == 0) return null;
        var name = BaseFile.NameOf(entry.Path);
        if (WithContent(content, entry.Size) is { } equal && (equal.Name == name || entry.Size > 64)) return equal;
        return Nearest(_byName, name, entry.Size);
    }

    /// <summary>A file of the same content.</summary>
    public BaseFile? WithContent(Digest content, long size) => _byContent.TryGetValue(content, out var files) ? files.Find(f => f.Size == size) : null;

    /// <summary>A file of the same kind and the nearest size.</summary>
    public BaseFile? Kin(string path, long size) => Nearest(_byExtension, Path.GetExtension(BaseFile.NameOf(path)), size);

    private static BaseFile? Nearest(Dictionary<string, List<BaseFile>> files, string key, long size) =>
        files.TryGetValue(key, out var some) ? some.MinBy(f => Math.Abs(f.Size - size)) : null;

    private HeaderListing AddLayer(Stream tar, CancellationToken cancellation)
    {
        tar.Position = 0;
        var reader = new TarReader(tar);
        var listing = new HeaderListing();
        var here = new List<BaseFile>();
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.ReadNext() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            listing.Add(reader.Headers);
            if (listing.IsTooLong) throw new DeltaException("delta-base", "delta: a base has too many headers to be one");
            var path = EntryPath.Parse(entry.Path, "entry", MaxDepth);
            var hasContent = entry.Type == TarEntryType.File && entry.Size > 0 && !path.Name.StartsWith(".wh.", StringComparison.Ordinal);
            // What was unpacked has of each name the last entry only.
            if (last.TryGetValue(path.Full, out var earlier)) here[earlier] = here[earlier] with { Content = default };
            last[path.Full] = here.Count;
            here.Add(new BaseFile(_entries.Count + here.Count, entry.Path, entry.Type, tar, entry.DataOffset, entry.Size, hasContent ? Hash(reader) : default));
        }

        foreach (var entry in here) Add(entry);
        return listing;
    }

    private void Add(BaseFile entry)
    {
        _entries.Add(entry);
        _byPath.TryAdd(entry.Path, entry);
        if (!entry.HasContent) return;
        ListOf(_byContent, entry.Content).Add(entry);
        ListOf(_byName, entry.Name).Add(entry);
        ListOf(_byExtension, Path.GetExtension(entry.Name)).Add(entry);
    }

    private static List<BaseFile> ListOf<TKey>(Dictionary<TKey, List<BaseFile>> lists, TKey key) where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list)) lists[key] = list = [];
        return list;
    }

    private static Digest Hash(TarReader reader)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> buffer = stackalloc byte[32 * 1024];
        int read;
        while ((read = reader.Read(buffer)) > 0) hash.AppendData(buffer[..read]);
        return Digest.FromHash(hash.GetCurrentHash());
    }
}
