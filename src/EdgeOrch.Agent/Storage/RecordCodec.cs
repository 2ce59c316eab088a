using System.Buffers.Binary;
using System.Numerics;

namespace EdgeOrch.Agent.Storage;

/// <summary>Records of an append-only file: length (4 bytes, big-endian), CRC-32C of the payload (4 bytes), payload.</summary>
internal static class RecordCodec
{
    /// <summary>Bytes before each payload.</summary>
    public const int HeaderBytes = 8;

    /// <summary>The largest payload; a longer length is taken for damage.</summary>
    public const int MaxPayloadBytes = 256 * 1024;

    /// <summary>The record that carries a payload.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, MaxPayloadBytes);
        var record = new byte[HeaderBytes + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(record, payload.Length);
        BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(4), Checksum(payload));
        payload.CopyTo(record.AsSpan(HeaderBytes));
        return record;
    }

    /// <summary>Takes the record at the beginning of <paramref name="content"/>; false at the end and where the content is torn.</summary>
    public static bool TryTake(ReadOnlySpan<byte> content, out int payloadBytes)
    {
        payloadBytes = 0;
        if (content.Length < HeaderBytes) return false;
        var length = BinaryPrimitives.ReadInt32BigEndian(content);

        // A length of zero is no record either: a file system may leave zeros where a write was lost.
        if (length <= 0 || length > MaxPayloadBytes || length > content.Length - HeaderBytes) return false;
        if (BinaryPrimitives.ReadUInt32BigEndian(content[4..]) != Checksum(content.Slice(HeaderBytes, length))) return false;
        payloadBytes = length;
        return true;
    }

    private static uint Checksum(ReadOnlySpan<byte> payload)
    {
        var crc = uint.MaxValue;
        foreach (var value in payload) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
