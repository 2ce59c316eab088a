using System.Buffers.Binary;

namespace EdgeOrch.Contracts.Messages;

/// <summary>One chunk on <c>blobs/{transfer}</c>: eight bytes of offset, big-endian, then the bytes.</summary>
public static class BlobChunk
{
    /// <summary>Length of the header, in bytes.</summary>
    public const int HeaderBytes = 8;

    /// <summary>Writes a chunk.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The offset is negative, or there are more than <see cref="Limits.ChunkBytes"/> bytes.</exception>
    public static byte[] Encode(long offset, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes.Length, Limits.ChunkBytes);
        var chunk = new byte[HeaderBytes + bytes.Length];
        BinaryPrimitives.WriteInt64BigEndian(chunk, offset);
        bytes.CopyTo(chunk.AsSpan(HeaderBytes));
        return chunk;
    }

    /// <summary>Reads a chunk; false when it is too short, too long, or its offset is negative.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> chunk, out long offset, out ReadOnlyMemory<byte> bytes)
    {
        (offset, bytes) = (0, default);
        if (chunk.Length < HeaderBytes || chunk.Length > HeaderBytes + Limits.ChunkBytes) return false;
        offset = BinaryPrimitives.ReadInt64BigEndian(chunk.Span);
        bytes = chunk[HeaderBytes..];
        return offset >= 0;
    }
}
