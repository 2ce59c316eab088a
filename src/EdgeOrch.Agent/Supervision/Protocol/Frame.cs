using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EdgeOrch.Agent.Supervision.Protocol;

/// <summary>One JSON document on a stream, behind its length in 4 bytes, most significant first.</summary>
internal static class Frame
{
    /// <summary>The largest request, in bytes.</summary>
    public const int MaxRequestBytes = 1024 * 1024;

    /// <summary>The largest reply, in bytes: a record with its launch's metadata.</summary>
    public const int MaxReplyBytes = 2 * MaxRequestBytes;

    private const int HeaderBytes = 4;

    /// <summary>Writes a document.</summary>
    public static async Task WriteAsync<T>(Stream stream, T document, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        buffer.Advance(WriteHeader(buffer.GetSpan(HeaderBytes), 0));
        using (var json = new Utf8JsonWriter(buffer)) JsonSerializer.Serialize(json, document, type);
        var bytes = buffer.WrittenCount;
        var frame = System.Runtime.InteropServices.MemoryMarshal.AsMemory(buffer.WrittenMemory);
        WriteHeader(frame.Span, bytes - HeaderBytes);
        await stream.WriteAsync(frame, cancellation);
    }

    /// <summary>Reads a document; null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">The frame is longer than <paramref name="limit"/>, cut off, or no such document.</exception>
    public static async Task<T?> ReadAsync<T>(Stream stream, int limit, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class
    {
        var header = new byte[HeaderBytes];
        var got = await stream.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, cancellation);
        if (got == 0) return null;
        if (got < HeaderBytes) throw new InvalidDataException("the frame's length is cut off");

        var length = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (length > limit) throw new InvalidDataException($"a frame of {length} bytes is above the limit of {limit}");
        var body = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            got = await stream.ReadAtLeastAsync(body.AsMemory(0, (int)length), (int)length, throwOnEndOfStream: false, cancellation);
            if (got < length) throw new InvalidDataException($"the frame ends after {got} of {length} bytes");
            return JsonSerializer.Deserialize(body.AsSpan(0, (int)length), type) ?? throw new InvalidDataException("the document is null");
        }
        catch (Exception refused) when (refused is JsonException or NotSupportedException)
        {
            throw new InvalidDataException($"the document is not understood: {refused.Message}", refused);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    private static int WriteHeader(Span<byte> target, int length)
    {
        BinaryPrimitives.WriteUInt32BigEndian(target, (uint)length);
        return HeaderBytes;
    }
}
