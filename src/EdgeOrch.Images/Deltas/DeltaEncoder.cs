using System.Buffers;
using System.Security.Cryptography;
using EdgeOrch.Contracts;
using EdgeOrch.Images.Layers;
using EdgeOrch.Images.Tar;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace EdgeOrch.Images.Deltas;

/// <summary>Makes deltas, on the server.</summary>
/// <remarks>
/// A file whose content is anywhere in the bases becomes one copy. A file that changed is matched against the one of the same
/// path, or name. All else, tar headers included, is literal and compressed. Memory is about the size of the largest changed
/// file and its old version, up to <see cref="MatchedFileBytes"/> each.
/// </remarks>
public static class DeltaEncoder
{
    /// <summary>Larger changed files are not matched but sent whole.</summary>
    public const long MatchedFileBytes = 256L << 20;

    // Below this a copy costs as much as the content.
    private const int SmallestCopy = 64;

    /// <summary>Writes the delta from <paramref name="bases"/> to <paramref name="target"/>.</summary>
    /// <param name="bases">Layers that the device has, at most <see cref="DeltaHeader.MaxBases"/>.</param>
    /// <param name="target">The new layer's uncompressed tar; must be able to seek.</param>
    /// <param name="output">Where the artifact goes.</param>
    /// <param name="level">zstd's level, 1 to 19.</param>
    /// <param name="cancellation">Ends it between two files.</param>
    /// <returns>The header written.</returns>
    /// <exception cref="ImageException">A tar is malformed.</exception>
    public static DeltaHeader Encode(IReadOnlyList<DeltaBase> bases, Stream target, Stream output, int level = 15, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bases);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bases.Count, DeltaHeader.MaxBases);
        target.Position = 0;
        var header = new DeltaHeader(Digest.FromHash(SHA256.HashData(target)), target.Length, [.. bases.Select(b => b.DiffId)]);
        header.Write(output);
        var index = new BaseIndex(bases, cancellation);
        using var compressed = new CompressionStream(output, level, leaveOpen: true);
        compressed.SetParameter(ZSTD_cParameter.ZSTD_c_windowLog, LayerStream.ZstdWindowLog);
        compressed.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        using var buffered = new BufferedStream(compressed, 64 * 1024);
        var writer = new OperationWriter(buffered);
        WriteOperations(index, target, writer, cancellation);
        writer.End();
        return header;
    }

    private static void WriteOperations(BaseIndex index, Stream target, OperationWriter writer, CancellationToken cancellation)
    {
        long done = 0;
        foreach (var entry in Files(target))
        {
            cancellation.ThrowIfCancellationRequested();
            var path = EntryPath.Parse(entry.Path, "entry", LayerLimits.Default.Depth);
            if (Find(index, target, entry, path) is not { } file) continue;
            WriteLiteral(target, done, entry.DataOffset - done, writer);
            if (file.Same) writer.Copy(file.Base, 0, entry.Size);
            else WriteChanged(target, entry, file.Base, writer);
            done = entry.DataOffset + entry.Size;
        }

        WriteLiteral(target, done, target.Length - done, writer);
    }

    private static List<TarEntry> Files(Stream target)
    {
        target.Position = 0;
        var reader = new TarReader(target);
        var files = new List<TarEntry>();
        while (reader.ReadNext() is { } entry)
        {
            if (entry.Type == TarEntryType.File && entry.Size >= SmallestCopy) files.Add(entry);
        }

        return files;
    }

    private static (BaseFile Base, bool Same)? Find(BaseIndex index, Stream target, TarEntry entry, EntryPath path)
    {
        if (index.WithContent(Hash(target, entry), entry.Size) is { } same) return (same, true);
        return entry.Size <= MatchedFileBytes && index.Like(path, entry.Size) is { Size: <= MatchedFileBytes } like ? (like, false) : null;
    }

    private static void WriteChanged(Stream target, TarEntry entry, BaseFile file, OperationWriter writer) =>
        new BlockMatcher(ReadWhole(file.Tar, file.Offset, file.Size)).Write(ReadWhole(target, entry.DataOffset, entry.Size), file, writer);

    private static Digest Hash(Stream tar, TarEntry entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ReadParts(tar, entry.DataOffset, entry.Size, part => hash.AppendData(part));
        return Digest.FromHash(hash.GetCurrentHash());
    }

    private static void WriteLiteral(Stream tar, long offset, long length, OperationWriter writer) =>
        ReadParts(tar, offset, length, part => writer.Literal(part));

    private static void ReadParts(Stream tar, long offset, long length, ReadOnlySpanAction use)
    {
        tar.Position = offset;
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        while (length > 0)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length));
            tar.ReadExactly(part);
            use(part);
            length -= part.Length;
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    private static byte[] ReadWhole(Stream tar, long offset, long length)
    {
        var data = new byte[length];
        tar.Position = offset;
        tar.ReadExactly(data);
        return data;
    }

    private delegate void ReadOnlySpanAction(ReadOnlySpan<byte> part);
}
