using Microsoft.Win32.SafeHandles;

namespace EdgeOrch.Images.Archives;

/// <summary>A range of a file, read independently of other readers; does not own the file.</summary>
internal sealed class FilePartStream(SafeFileHandle file, long offset, long size) : ReadOnlyStream
{
    private long _done;

    public override int Read(Span<byte> buffer)
    {
        var read = RandomAccess.Read(file, buffer[..(int)Math.Min(buffer.Length, size - _done)], offset + _done);
        _done += read;
        return read;
    }
}
