namespace EdgeOrch.Images.Deltas.Coding;

/// <summary>An old file that a new one is coded against: read where it lies, through one small window.</summary>
/// <param name="length">Its length in bytes.</param>
/// <param name="read">Reads from an offset into a buffer and tells how many bytes; 0 at the file's end.</param>
internal sealed class Reference(long length, Reference.Read read)
{
    /// <summary>Bytes before and behind the one that is asked for.</summary>
    public const int Around = 4;

    private const int WindowBytes = 64 * 1024;
    private readonly byte[] _window = new byte[WindowBytes];
    private long _start = long.MinValue / 2;

    /// <summary>Reads a part of the file.</summary>
    public delegate int Read(long offset, Span<byte> buffer);

    /// <summary>Its length in bytes.</summary>
    public long Length => length;

    /// <summary>The bytes from <see cref="Around"/> before a place on, at least as many as asked for; zeros beyond the file's ends.</summary>
    public ReadOnlySpan<byte> At(long place, int bytes)
    {
        var from = place - Around;
        if (from < _start || from + bytes > _start + WindowBytes) Load(from);
        return _window.AsSpan((int)(from - _start));
    }

    private void Load(long from)
    {
        _start = from;
        Array.Clear(_window);
        var at = (int)Math.Clamp(-from, 0, WindowBytes);
        while (at < WindowBytes && from + at < length)
        {
            var part = _window.AsSpan(at, (int)Math.Min(WindowBytes - at, length - from - at));
            var got = read(from + at, part);
            if (got == 0) break;
            at += got;
        }
    }
}
