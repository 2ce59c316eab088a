using System.Buffers;

namespace EdgeOrch.Images.Tar;

/// <summary>Reads a tar forwards, in little memory: ustar, pax and GNU long names; sparse files are refused.</summary>
/// <remarks>Does not own the stream. Names are passed on as they are: whoever makes files of them checks them.</remarks>
public sealed class TarReader(Stream stream, TarLimits? limits = null)
{
    private readonly TarLimits _limits = limits ?? TarLimits.Default;
    private readonly byte[] _block = new byte[TarHeader.BlockSize];
    private readonly PaxRecords _global = new();
    private readonly ArrayBufferWriter<byte> _headers = new();
    private long _offset;
    private long _dataLeft;
    private int _padding;
    private int _entries;

    /// <summary>The header blocks of the entry that <see cref="ReadNext"/> returned last, extended headers included, as they are in the archive; until the next call.</summary>
    public ReadOnlySpan<byte> Headers => _headers.WrittenSpan;

    /// <summary>Reads on to the next entry; null at the archive's end. What is left of the last entry's data is skipped.</summary>
    /// <exception cref="TarException">The archive is malformed, truncated, or exceeds a limit.</exception>
    public TarEntry? ReadNext()
    {
        SkipData();
        _headers.ResetWrittenCount();
        var first = _offset;
        string? longName = null, longLink = null;
        var pax = new PaxRecords();
        while (ReadHeader())
        {
            var header = new TarHeader(_block);
            var headerOffset = _offset - TarHeader.BlockSize;
            header.CheckSum(headerOffset);
            switch (header.Type)
            {
                case 'x' or 'X':
                    pax.Add(ReadExtended(header.Size));
                    break;
                case 'g':
                    _global.Add(ReadExtended(header.Size));
                    break;
                case 'L':
                    longName = TarHeader.Text(ReadExtended(header.Size));
                    break;
                case 'K':
                    longLink = TarHeader.Text(ReadExtended(header.Size));
                    break;
                default:
                    return Entry(header, pax, longName, longLink, first);
            }
        }

        if (_offset - first > TarHeader.BlockSize) throw new TarException("tar-truncated", "tar: ends after an extended header");
        return null;
    }

    /// <summary>Reads data of the entry that <see cref="ReadNext"/> returned last; 0 at its end.</summary>
    /// <exception cref="TarException">The archive is truncated.</exception>
    public int Read(Span<byte> buffer)
    {
        if (_dataLeft == 0 || buffer.IsEmpty) return 0;
        var read = stream.Read(buffer[..(int)Math.Min(buffer.Length, _dataLeft)]);
        if (read == 0) throw Truncated();
        _offset += read;
        _dataLeft -= read;
        return read;
    }

    private TarEntry Entry(TarHeader header, PaxRecords pax, string? longName, string? longLink, long first)
    {
        if (++_entries > _limits.Entries) throw new TarException("tar-too-many-entries", $"tar: more entries than the limit of {_limits.Entries}");
        if (pax.IsSparse || _global.IsSparse || header.Type == 'S') throw new TarException("tar-sparse", $"tar: \"{header.Path}\": sparse files are not supported");
        var path = pax.Text("path") ?? longName ?? header.Path;
        var link = pax.Text("linkpath") ?? longLink ?? header.LinkTarget;
        var size = pax.Number("size") ?? header.Size;
        var type = TypeOf(header.Type, ref path);
        CheckLength(path, "path");
        CheckLength(link, "link target");
        if (size < 0 || size > _limits.FileBytes) throw new TarException("tar-file-size", $"tar: \"{path}\": size {size} must be 0 to {_limits.FileBytes}");
        // Links and directories carry no data, whatever their size says; only a hard link of pax may, and nobody writes those.
        if (type != TarEntryType.File) size = 0;
        var time = pax.Time("mtime") ?? (header.Modified, 0);
        _dataLeft = size;
        _padding = (int)(-size & (TarHeader.BlockSize - 1));
        return new TarEntry
        {
            Type = type,
            Path = path,
            LinkTarget = link,
            Mode = (int)(header.Mode & 0xfff),
            UserId = Id(pax.Number("uid") ?? header.UserId, path, "uid"),
            GroupId = Id(pax.Number("gid") ?? header.GroupId, path, "gid"),
            Size = size,
            ModifiedSeconds = time.Item1,
            ModifiedNanoseconds = time.Item2,
            DeviceMajor = Id(header.DeviceMajor, path, "devmajor"),
            DeviceMinor = Id(header.DeviceMinor, path, "devminor"),
            Xattrs = pax.Xattrs,
            HeaderOffset = first,
            DataOffset = _offset,
        };
    }

    private static TarEntryType TypeOf(char type, ref string path)
    {
        switch (type)
        {
            // Before POSIX a directory was a file whose name ends with a slash.
            case '\0' or '0' or '7': return path.EndsWith('/') ? TarEntryType.Directory : TarEntryType.File;
            case '1': return TarEntryType.HardLink;
            case '2': return TarEntryType.SymbolicLink;
            case '3': return TarEntryType.CharacterDevice;
            case '4': return TarEntryType.BlockDevice;
            case '5': return TarEntryType.Directory;
            case '6': return TarEntryType.Fifo;
            default: throw new TarException("tar-type", $"tar: \"{path}\": entry type 0x{(int)type:x2} is not supported");
        }
    }

    private static uint Id(long value, string path, string field) =>
        value is >= 0 and < uint.MaxValue ? (uint)value : throw new TarException("tar-malformed", $"tar: \"{path}\": {field} {value} is out of range");

    private void CheckLength(string text, string what)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(text) > _limits.PathBytes)
            throw new TarException("tar-path-length", $"tar: {what} \"{text[..64]}…\": longer than {_limits.PathBytes} bytes");
    }

    private byte[] ReadExtended(long size)
    {
        if (size < 0 || size > _limits.ExtendedHeaderBytes)
            throw new TarException("tar-extended-header", $"tar: an extended header of {size} bytes, the limit is {_limits.ExtendedHeaderBytes}");
        var data = new byte[size];
        Fill(data);
        _padding = (int)(-size & (TarHeader.BlockSize - 1));
        SkipData(_headers);
        return data;
    }

    // False at the end: of the stream at a block's edge, or a block of zeroes.
    private bool ReadHeader()
    {
        var read = stream.ReadAtLeast(_block, _block.Length, throwOnEndOfStream: false);
        _offset += read;
        if (read == 0) return false;
        if (read < _block.Length) throw Truncated();
        if (new TarHeader(_block).IsZero) return false;
        _headers.Write(_block);
        return true;
    }

    private void SkipData(ArrayBufferWriter<byte>? padding = null)
    {
        Span<byte> buffer = stackalloc byte[4096];
        while (Read(buffer) > 0)
        {
        }

        // umoci leaves out the padding after the last entry's data; Go's reader lets that pass too. What is missing shows in the digest.
        var skipped = stream.ReadAtLeast(buffer[.._padding], _padding, throwOnEndOfStream: false);
        padding?.Write(buffer[..skipped]);
        _offset += skipped;
        _padding = 0;
    }

    private void Fill(Span<byte> buffer)
    {
        if (stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length) throw Truncated();
        _offset += buffer.Length;
        _headers.Write(buffer);
    }

    private TarException Truncated() => new("tar-truncated", $"tar: ends at offset {_offset} in the middle of an entry");
}
