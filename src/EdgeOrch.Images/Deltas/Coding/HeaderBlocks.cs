using System.Text;
using EdgeOrch.Images.Tar;

namespace EdgeOrch.Images.Deltas.Coding;

/// <summary>The blocks of an entry's headers as they are coded: a checksum that follows from the rest is left out.</summary>
internal static class HeaderBlocks
{
    private const int Checksum = 148;
    private const int ChecksumBytes = 8;

    /// <summary>Puts zeros where a block has the checksum that it must have; tells of each block whether it had.</summary>
    public static bool[] Strip(Span<byte> headers)
    {
        var stripped = new bool[headers.Length / TarHeader.BlockSize];
        Span<byte> sum = stackalloc byte[ChecksumBytes];
        for (var i = 0; i < stripped.Length; i++)
        {
            var block = headers.Slice(i * TarHeader.BlockSize, TarHeader.BlockSize);
            WriteSum(block, sum);
            stripped[i] = block.Slice(Checksum, ChecksumBytes).SequenceEqual(sum);
            if (stripped[i]) block.Slice(Checksum, ChecksumBytes).Clear();
        }

        return stripped;
    }

    /// <summary>Undoes <see cref="Strip"/>.</summary>
    public static void Restore(Span<byte> headers, ReadOnlySpan<bool> stripped)
    {
        Span<byte> sum = stackalloc byte[ChecksumBytes];
        for (var i = 0; i < stripped.Length; i++)
        {
            if (!stripped[i]) continue;
            var block = headers.Slice(i * TarHeader.BlockSize, TarHeader.BlockSize);
            WriteSum(block, sum);
            sum.CopyTo(block.Slice(Checksum, ChecksumBytes));
        }
    }

    /// <summary>The entry that headers tell; null when they tell none.</summary>
    public static TarEntry? Parse(byte[] headers)
    {
        try
        {
            using var stream = new MemoryStream(headers, writable: false);
            return new TarReader(stream).ReadNext();
        }
        catch (TarException)
        {
            return null;
        }
    }

    /// <summary>Gives the last block another path, and the checksum that follows, when its two fields hold the path as writers of tar split it.</summary>
    public static void Rename(Span<byte> headers, string from, string to)
    {
        var stripped = Strip(headers);
        RenameStripped(headers, from, to);
        Restore(headers, stripped);
    }

    private static void RenameStripped(Span<byte> headers, string from, string to)
    {
        var block = headers[^TarHeader.BlockSize..];
        Span<byte> fields = stackalloc byte[255];
        if (!Split(from, fields) || !block[..100].SequenceEqual(fields[..100]) || !block.Slice(345, 155).SequenceEqual(fields[100..])) return;
        if (!Split(to, fields)) return;
        fields[..100].CopyTo(block);
        fields[100..].CopyTo(block.Slice(345, 155));
    }

    // POSIX: prefix and name with a slash between that is not stored; the last possible one, as Go's writer does.
    private static bool Split(string path, Span<byte> fields)
    {
        fields.Clear();
        var bytes = Encoding.UTF8.GetBytes(path);
        if (bytes.Length <= 100)
        {
            bytes.CopyTo(fields);
            return true;
        }

        var slash = bytes.AsSpan(0, Math.Min(bytes.Length - 1, 156)).LastIndexOf((byte)'/');
        if (slash <= 0 || bytes.Length - slash - 1 > 100) return false;
        bytes.AsSpan(slash + 1).CopyTo(fields);
        bytes.AsSpan(0, slash).CopyTo(fields[100..]);
        return true;
    }

    private static void WriteSum(ReadOnlySpan<byte> block, Span<byte> sum)
    {
        var total = ChecksumBytes * ' ';
        for (var i = 0; i < block.Length; i++)
            if (i is < Checksum or >= Checksum + ChecksumBytes) total += block[i];
        for (var i = 5; i >= 0; i--, total >>= 3) sum[i] = (byte)('0' + (total & 7));
        (sum[6], sum[7]) = (0, (byte)' ');
    }
}
