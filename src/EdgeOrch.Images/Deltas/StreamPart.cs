namespace EdgeOrch.Images.Deltas;

/// <summary>A part of a stream that can seek, read with a position of its own.</summary>
internal sealed class StreamPart(Stream whole, long start, long length) : ReadOnlyStream
{
    private long _at;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        whole.Position = start + _at;
        var read = whole.Read(buffer[..(int)Math.Min(buffer.Length, length - _at)]);
        _at += read;
        return read;
    }
}
