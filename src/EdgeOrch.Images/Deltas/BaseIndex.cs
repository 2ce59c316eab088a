using System.Security.Cryptography;
using EdgeOrch.Contracts;
using EdgeOrch.Images.Layers;
using EdgeOrch.Images.Tar;

namespace EdgeOrch.Images.Deltas;

/// <summary>Finds base files by content, path and name.</summary>
internal sealed class BaseIndex
{
    private const int MaxDepth = 128;
    private readonly Dictionary<Digest, BaseFile> _byContent = [];
    private readonly Dictionary<string, BaseFile> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<BaseFile>> _byName = new(StringComparer.Ordinal);

    public BaseIndex(IReadOnlyList<DeltaBase> bases, CancellationToken cancellation)
    {
        for (var i = 0; i < bases.Count; i++) AddLayer(i, bases[i].Tar, cancellation);
    }

    public BaseFile? WithContent(Digest content, long size) =>
        _byContent.TryGetValue(content, out var file) && file.Size == size ? file : null;

    /// <summary>The file of the same path, or else of the same name and the nearest size.</summary>
    public BaseFile? Like(EntryPath path, long size) =>
        _byPath.GetValueOrDefault(path.Full) ?? (_byName.TryGetValue(path.Name, out var named) ? named.MinBy(f => Math.Abs(f.Size - size)) : null);

    private void AddLayer(int index, Stream tar, CancellationToken cancellation)
    {
        tar.Position = 0;
        var reader = new TarReader(tar);
        var files = new Dictionary<string, (BaseFile File, Digest Content)>(StringComparer.Ordinal);
        while (reader.ReadNext() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            var path = EntryPath.Parse(entry.Path, "entry", MaxDepth);
            // What was unpacked has of each name the last entry only.
            files.Remove(path.Full);
            if (entry.Type == TarEntryType.File && entry.Size > 0 && !path.Name.StartsWith(".wh.", StringComparison.Ordinal))
                files[path.Full] = (new BaseFile(index, path.Full, tar, entry.DataOffset, entry.Size), Hash(reader));
        }

        foreach (var (file, content) in files.Values) Add(file, content);
    }

    private void Add(BaseFile file, Digest content)
    {
        _byContent[content] = file;
        _byPath[file.Path] = file;
        var name = file.Path[(file.Path.LastIndexOf('/') + 1)..];
        if (!_byName.TryGetValue(name, out var named)) _byName[name] = named = [];
        named.Add(file);
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
