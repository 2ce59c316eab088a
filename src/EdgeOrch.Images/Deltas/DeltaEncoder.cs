using System.Buffers.Binary;
using System.Security.Cryptography;
using EdgeOrch.Contracts;
using EdgeOrch.Images.Deltas.Coding;
using EdgeOrch.Images.Layers;
using EdgeOrch.Images.Tar;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace EdgeOrch.Images.Deltas;

/// <summary>Makes deltas, on the server.</summary>
/// <remarks>
/// An entry that is where the bases lead to expect it costs next to nothing, a file whose content is anywhere in them one
/// reference. A file that changed is coded beside its old version. Memory is some ten times the largest changed file, up to
/// <see cref="PatchedFileBytes"/>.
/// </remarks>
public static class DeltaEncoder
{
    /// <summary>Larger changed files are not compared but sent whole.</summary>
    public const long PatchedFileBytes = 64L << 20;

    private const long WholeFileBytes = 1L << 30;

    // A device models a megabyte or two of new files a second; what goes beyond is compressed in the ordinary way, which costs it a tenth of the time.
    private const long ModelledBytes = 256 * 1024;
    private const int ModelledShare = 32;

    // The best of zstd's for which a decoder needs no more than it must have.
    private const int BulkLevel = 19;

    // Of a file's bytes, those that must equal the old ones beside them, in hundredths, for it to be the same file.
    private const int KinShare = 30;

    /// <summary>Writes the delta from <paramref name="bases"/> to <paramref name="target"/>.</summary>
    /// <param name="bases">Layers that the device has, at most <see cref="DeltaHeader.MaxBases"/>.</param>
    /// <param name="target">The new layer's uncompressed tar; must be able to seek.</param>
    /// <param name="output">Where the artifact goes.</param>
    /// <param name="cancellation">Ends it between two files.</param>
    /// <returns>The header written.</returns>
    /// <exception cref="ImageException">A tar is malformed, or of a kind that deltas do not tell.</exception>
    public static DeltaHeader Encode(IReadOnlyList<DeltaBase> bases, Stream target, Stream output, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(bases);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bases.Count, DeltaHeader.MaxBases);
        target.Position = 0;
        var header = new DeltaHeader(Digest.FromHash(SHA256.HashData(target)), target.Length, [.. bases.Select(b => b.DiffId)]);
        using var modelled = new MemoryStream();
        using var bulk = new MemoryStream();
        using (var zstd = new CompressionStream(bulk, BulkLevel, leaveOpen: true))
        {
            zstd.SetParameter(ZSTD_cParameter.ZSTD_c_windowLog, LayerStream.ZstdWindowLog);
            new Work(new BaseIndex(bases, cancellation), target, modelled, zstd).Run(cancellation);
        }

        header.Write(output);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, modelled.Length);
        output.Write(length);
        modelled.WriteTo(output);
        bulk.WriteTo(output);
        return header;
    }

    private sealed class Work(BaseIndex index, Stream target, Stream modelled, Stream bulk)
    {
        private readonly EntryModel _model = new(index.Listings);
        private BitEncoder _coder = new(modelled);
        private long _budget = Math.Max(ModelledBytes, target.Length / ModelledShare);

        public void Run(CancellationToken cancellation)
        {
            target.Position = 0;
            var reader = new TarReader(target);
            long end = 0;
            while (reader.ReadNext() is { } entry)
            {
                cancellation.ThrowIfCancellationRequested();
                var headers = reader.Headers.ToArray();
                if (entry.HeaderOffset != end || entry.DataOffset != end + headers.Length || HeaderBlocks.Parse(headers) is not { } alone || alone.Size != entry.Size || alone.Type != entry.Type)
                    throw new DeltaException("delta-unsupported", $"delta: \"{entry.Path}\" is told by more than its own headers");
                if (entry.Size > WholeFileBytes) throw new DeltaException("delta-unsupported", $"delta: \"{entry.Path}\" has {entry.Size} bytes, the limit is {WholeFileBytes}");
                end = entry.DataOffset;
                var data = new byte[entry.Size];
                for (var at = 0; at < data.Length;) at += reader.Read(data.AsSpan(at));
                end += data.Length;
                Add(entry, headers, data);
                end += Padding(end, data.Length);
            }

            _model.More(ref _coder, false);
            Tail(end);
            _coder.Finish();
        }

        private void Add(TarEntry entry, byte[] headers, byte[] data)
        {
            var digest = data.Length > 0 ? Digest.Compute(data) : default;
            var beside = index.Beside(entry, digest, _model.Expected, _model.Rules);
            _model.More(ref _coder, true);
            _model.Entry(ref _coder, headers, beside?.Index ?? -1);
            if (data.Length == 0) return;
            var known = beside is { Type: TarEntryType.File, Size: > 0 };
            if ((beside is { HasContent: true } && beside.Content == digest && beside.Size == data.Length ? beside : index.WithContent(digest, data.Length)) is { } same)
            {
                _model.Content(ref _coder, Content.Copy, known);
                _model.File(ref _coder, same.Index, beside?.Index ?? -1);
                return;
            }

            if (beside is { HasContent: true } && TryPatch(data, beside, beside, known)) return;
            if (index.Kin(entry.Path, data.Length) is { } kin && kin != beside && TryPatch(data, kin, beside, known)) return;
            if (data.Length <= _budget)
            {
                _budget -= data.Length;
                _model.Content(ref _coder, Content.Literal, known);
                _model.Literals.Code(ref _coder, data);
                return;
            }

            _model.Content(ref _coder, Content.Bulk, known);
            bulk.Write(data);
        }

        private bool TryPatch(byte[] data, BaseFile old, BaseFile? beside, bool known)
        {
            if (data.Length > PatchedFileBytes || old.Size > PatchedFileBytes) return false;
            var bytes = old.Read();
            var (steps, equal) = new PatchPlanner(bytes).Plan(data);
            if (equal * 100 < (long)data.Length * KinShare) return false;
            _model.Content(ref _coder, Content.Patch, known);
            _model.File(ref _coder, old.Index, beside?.Index ?? -1);
            _model.Patches.Begin(new Reference(bytes.Length, (offset, buffer) =>
            {
                var part = bytes.AsSpan((int)offset, Math.Min(buffer.Length, bytes.Length - (int)offset));
                part.CopyTo(buffer);
                return part.Length;
            }));
            _model.Patches.Code(ref _coder, data, steps);
            return true;
        }

        // How much of it there is: archives may end where the data of their last entry does.
        private int Padding(long from, long size)
        {
            var wanted = (int)(-size & (TarHeader.BlockSize - 1));
            if (wanted == 0) return 0;
            var back = target.Position;
            target.Position = from;
            var padding = new byte[wanted];
            var got = target.ReadAtLeast(padding, wanted, throwOnEndOfStream: false);
            target.Position = back;
            if (_model.Padded(ref _coder, got == wanted && !padding.AsSpan().ContainsAnyExcept((byte)0))) return wanted;
            _model.Lengths.Code(ref _coder, got);
            _model.Literals.Code(ref _coder, padding.AsSpan(0, got));
            return got;
        }

        // What follows the last entry: blocks of zeros, as a rule.
        private void Tail(long from)
        {
            var left = target.Length - from;
            target.Position = from;
            _model.Lengths.Code(ref _coder, left);
            var tail = new byte[(int)Math.Min(left, DeltaHeader.MaxTailBytes + 1)];
            target.ReadExactly(tail);
            if (left > DeltaHeader.MaxTailBytes) throw new DeltaException("delta-unsupported", $"delta: {left} bytes behind the last entry, the limit is {DeltaHeader.MaxTailBytes}");
            if (!_model.Padded(ref _coder, !tail.AsSpan().ContainsAnyExcept((byte)0))) _model.Literals.Code(ref _coder, tail);
        }
    }
}
