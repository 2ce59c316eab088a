using System.Buffers.Binary;
using EdgeOrch.Contracts;

namespace EdgeOrch.Images.Deltas;

/// <summary>The beginning of a delta artifact, version 2, in clear; <c>docs/delta-format.md</c> tells what follows.</summary>
/// <remarks>
/// Layout, little endian: the magic <c>EODELTA2</c>; the target's diff_id (32 bytes); its length (8); the number of bases (2);
/// their diff_ids (32 each).
/// </remarks>
/// <param name="Target">The diff_id of the layer that it makes.</param>
/// <param name="TargetBytes">The length of that layer's tar.</param>
/// <param name="Bases">The diff_ids of the layers that it copies from.</param>
public sealed record DeltaHeader(Digest Target, long TargetBytes, IReadOnlyList<Digest> Bases)
{
    /// <summary>Most bases.</summary>
    public const int MaxBases = 256;

    /// <summary>Most bytes behind the last entry of a tar.</summary>
    public const int MaxTailBytes = 1 << 20;

    private const int DigestBytes = 32;
    private const int FixedBytes = 8 + DigestBytes + 8 + 2;

    private static ReadOnlySpan<byte> Magic => "EODELTA2"u8;

    /// <summary>Reads the header and leaves the stream at the first operation.</summary>
    /// <exception cref="DeltaException"><c>delta-malformed</c>.</exception>
    public static DeltaHeader Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> start = stackalloc byte[FixedBytes];
        if (stream.ReadAtLeast(start, FixedBytes, throwOnEndOfStream: false) < FixedBytes) throw Malformed("its header is truncated");
        if (!start[..8].SequenceEqual(Magic)) throw Malformed("does not begin with \"EODELTA2\"");
        var length = BinaryPrimitives.ReadInt64LittleEndian(start[40..]);
        if (length < 0) throw Malformed($"target length {length} must not be negative");
        var count = BinaryPrimitives.ReadUInt16LittleEndian(start[48..]);
        if (count > MaxBases) throw Malformed($"{count} bases, the limit is {MaxBases}");
        var bases = new Digest[count];
        Span<byte> digest = stackalloc byte[DigestBytes];
        for (var i = 0; i < count; i++)
        {
            if (stream.ReadAtLeast(digest, DigestBytes, throwOnEndOfStream: false) < DigestBytes) throw Malformed("its header is truncated");
            bases[i] = Digest.FromHash(digest);
        }

        return new DeltaHeader(Digest.FromHash(start.Slice(8, DigestBytes)), length, bases);
    }

    /// <summary>Writes the header.</summary>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Span<byte> numbers = stackalloc byte[10];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, TargetBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(numbers[8..], checked((ushort)Bases.Count));
        stream.Write(Magic);
        stream.Write(Target.ToBytes());
        stream.Write(numbers);
        foreach (var digest in Bases) stream.Write(digest.ToBytes());
    }

    internal static DeltaException Malformed(string message) => new("delta-malformed", $"delta: {message}");
}
