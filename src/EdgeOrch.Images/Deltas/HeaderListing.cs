using System.Buffers;
using System.IO.Compression;
using EdgeOrch.Images.Tar;

namespace EdgeOrch.Images.Deltas;

/// <summary>
/// The headers of a layer's tar, in its order and bit for bit: kept beside the unpacked layer, so that a delta need not tell those
/// that stayed. Headers are mostly zeros, and held without them.
/// </summary>
public sealed class HeaderListing
{
    /// <summary>The most that one layer's listing may take in memory, in bytes; a layer with a longer one is no base.</summary>
    public const int MaxBytes = 4 << 20;

    private const int MostBlocks = 4096;

    private readonly ArrayBufferWriter<byte> _packed = new();
    private readonly List<int> _starts = [];

    /// <summary>How many entries there are.</summary>
    public int Count => _starts.Count;

    /// <summary>True when the layer has more headers than are kept: it is no base.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Adds the next entry's headers, all of its blocks.</summary>
    public void Add(ReadOnlySpan<byte> headers)
    {
        IsTooLong |= _packed.WrittenCount + headers.Length > MaxBytes;
        if (IsTooLong) return;
        _starts.Add(_packed.WrittenCount);
        Number(headers.Length / TarHeader.BlockSize);
        while (!headers.IsEmpty)
        {
            var zeros = headers.IndexOfAnyExcept((byte)0);
            if (zeros < 0) zeros = headers.Length;
            Number(zeros);
            headers = headers[zeros..];
            var literal = headers.IndexOf("\0\0\0\0"u8);
            if (literal < 0) literal = headers.Length;
            Number(literal);
            _packed.Write(headers[..literal]);
            headers = headers[literal..];
        }
    }

    /// <summary>The headers of one entry.</summary>
    /// <exception cref="DeltaException"><c>delta-base</c>: the listing is damaged.</exception>
    public byte[] this[int index]
    {
        get
        {
            var packed = _packed.WrittenSpan[_starts[index]..(index + 1 < Count ? _starts[index + 1] : _packed.WrittenCount)];
            var headers = new byte[Next(ref packed, MostBlocks) * TarHeader.BlockSize];
            for (var at = 0; at < headers.Length;)
            {
                at += Next(ref packed, headers.Length - at);
                var literal = Next(ref packed, headers.Length - at);
                if (literal > packed.Length) throw Damaged();
                packed[..literal].CopyTo(headers.AsSpan(at));
                packed = packed[literal..];
                at += literal;
            }

            return headers;
        }
    }

    /// <summary>Writes the listing, compressed.</summary>
    public void Write(Stream output)
    {
        using var zip = new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true);
        Span<byte> number = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(number, IsTooLong ? -1 : Count);
        zip.Write(number);
        if (!IsTooLong) zip.Write(_packed.WrittenSpan);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="DeltaException"><c>delta-base</c>: it is damaged, or the layer is no base.</exception>
    public static HeaderListing Read(Stream input)
    {
        var listing = new HeaderListing();
        try
        {
            using var zip = new ZLibStream(input, CompressionMode.Decompress, leaveOpen: true);
            Span<byte> number = stackalloc byte[4];
            zip.ReadExactly(number);
            var count = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(number);
            if (count < 0) throw new DeltaException("delta-base", "delta: a base has too many headers to be one");
            var buffer = new byte[16 * 1024];
            int got;
            while ((got = zip.Read(buffer)) > 0)
            {
                listing._packed.Write(buffer.AsSpan(0, got));
                if (listing._packed.WrittenCount > MaxBytes) throw Damaged();
            }

            listing.Index(count);
            return listing;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw Damaged(e);
        }
    }

    private void Index(int count)
    {
        var all = _packed.WrittenSpan;
        var rest = all;
        for (var i = 0; i < count; i++)
        {
            _starts.Add(all.Length - rest.Length);
            var left = Next(ref rest, MostBlocks) * TarHeader.BlockSize;
            while (left > 0)
            {
                left -= Next(ref rest, left);
                var literal = Next(ref rest, left);
                if (literal > rest.Length) throw Damaged();
                rest = rest[literal..];
                left -= literal;
            }
        }

        if (!rest.IsEmpty) throw Damaged();
    }

    private void Number(int value)
    {
        for (; value >= 0x80; value >>= 7) _packed.Write([(byte)(value | 0x80)]);
        _packed.Write([(byte)value]);
    }

    private static int Next(ref ReadOnlySpan<byte> packed, int most)
    {
        var value = 0;
        for (var shift = 0; shift < 28 && !packed.IsEmpty; shift += 7)
        {
            var b = packed[0];
            packed = packed[1..];
            value |= (b & 0x7f) << shift;
            if (b < 0x80) return value <= most ? value : throw Damaged();
        }

        throw Damaged();
    }

    private static DeltaException Damaged(Exception? cause = null) => new("delta-base", "delta: a base's list of headers is damaged", cause);
}
