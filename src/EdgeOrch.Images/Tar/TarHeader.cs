using System.Text;

namespace EdgeOrch.Images.Tar;

/// <summary>The fields of one 512-byte header block: POSIX.1-2017 pax "ustar Interchange Format", and GNU's numbers.</summary>
internal readonly ref struct TarHeader(ReadOnlySpan<byte> block)
{
    public const int BlockSize = 512;
    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> _block = block;

    public bool IsZero => !_block.ContainsAnyExcept((byte)0);

    public char Type => (char)_block[156];

    public long Mode => Number(100, 8, "mode");

    public long UserId => Number(108, 8, "uid");

    public long GroupId => Number(116, 8, "gid");

    public long Size => Number(124, 12, "size");

    public long Modified => Number(136, 12, "mtime");

    public long DeviceMajor => IsUstar ? Number(329, 8, "devmajor") : 0;

    public long DeviceMinor => IsUstar ? Number(337, 8, "devminor") : 0;

    public string LinkTarget => Text(_block.Slice(157, 100));

    public string Path
    {
        get
        {
            var name = Text(_block[..100]);
            // GNU's magic has other fields where POSIX has the prefix.
            if (!_block.Slice(257, 6).SequenceEqual("ustar\0"u8)) return name;
            var prefix = Text(_block.Slice(345, 155));
            return prefix.Length == 0 ? name : $"{prefix}/{name}";
        }
    }

    private bool IsUstar => _block.Slice(257, 5).SequenceEqual("ustar"u8);

    public static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        try
        {
            return s_utf8.GetString(end < 0 ? field : field[..end]);
        }
        catch (DecoderFallbackException)
        {
            throw new TarException("tar-encoding", $"tar: name \"{Encoding.Latin1.GetString(end < 0 ? field : field[..end])}\": must be UTF-8");
        }
    }

    public void CheckSum(long offset)
    {
        long unsigned = 0, signed = 0;
        for (var i = 0; i < BlockSize; i++)
        {
            var value = i is >= 148 and < 156 ? (byte)' ' : _block[i];
            unsigned += value;
            signed += (sbyte)value;
        }

        // Old tars summed signed bytes.
        var expected = Number(148, 8, "checksum");
        if (expected != unsigned && expected != signed)
            throw new TarException("tar-malformed", $"tar: header at offset {offset}: checksum {expected} must be {unsigned}");
    }

    private long Number(int offset, int length, string name)
    {
        var field = _block.Slice(offset, length);
        if ((field[0] & 0x80) != 0) return Base256(field, name);
        long value = 0;
        var text = field.TrimStart((byte)' ');
        var i = 0;
        for (; i < text.Length && text[i] is >= (byte)'0' and <= (byte)'7'; i++) value = (value << 3) | (uint)(text[i] - '0');
        if (i < text.Length && text[i] is not ((byte)' ' or 0)) throw new TarException("tar-malformed", $"tar: {name} is no octal number");
        return value;
    }

    private static long Base256(ReadOnlySpan<byte> field, string name)
    {
        // Two's complement, the top bit being the marker; 0xff begins a negative number.
        long value = (field[0] & 0x40) != 0 ? -1L << 6 | (uint)(field[0] & 0x3f) : field[0] & 0x3f;
        foreach (var b in field[1..])
        {
            if (value is > long.MaxValue >> 8 or < long.MinValue >> 8) throw new TarException("tar-malformed", $"tar: {name} is out of range");
            value = (value << 8) | b;
        }

        return value;
    }
}
