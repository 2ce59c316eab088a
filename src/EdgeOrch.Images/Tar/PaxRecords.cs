using System.Globalization;

namespace EdgeOrch.Images.Tar;

/// <summary>The records of a pax extended header, <c>"length key=value\n"</c>: POSIX.1-2017 pax, "pax Header Block".</summary>
internal sealed class PaxRecords
{
    private const string XattrPrefix = "SCHILY.xattr.";
    private readonly Dictionary<string, byte[]> _values = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, byte[]> Xattrs =>
        _values.Where(v => v.Key.StartsWith(XattrPrefix, StringComparison.Ordinal)).ToDictionary(v => v.Key[XattrPrefix.Length..], v => v.Value);

    public bool IsSparse => _values.Keys.Any(k => k.StartsWith("GNU.sparse.", StringComparison.Ordinal));

    public void Add(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var space = data.IndexOf((byte)' ');
            if (space is < 1 or > 8 || !int.TryParse(data[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)) throw Malformed();
            if (length <= space + 2 || length > data.Length || data[length - 1] != '\n') throw Malformed();
            var record = data[(space + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals < 1) throw Malformed();
            _values[TarHeader.Text(record[..equals])] = record[(equals + 1)..].ToArray();
            data = data[length..];
        }
    }

    public string? Text(string key)
    {
        if (!_values.TryGetValue(key, out var value) || value.Length == 0) return null;
        if (value.Contains((byte)0)) throw new TarException("tar-malformed", $"tar: pax record \"{key}\" holds a NUL");
        return TarHeader.Text(value);
    }

    public long? Number(string key)
    {
        if (Text(key) is not { } text) return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new TarException("tar-malformed", $"tar: pax record \"{key}\": \"{text}\" is no number");
    }

    public (long Seconds, int Nanoseconds)? Time(string key)
    {
        if (Text(key) is not { } text) return null;
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value is > long.MaxValue / 2 or < long.MinValue / 2)
        {
            throw new TarException("tar-malformed", $"tar: pax record \"{key}\": \"{text}\" is no time");
        }

        var seconds = decimal.Floor(value);
        return ((long)seconds, (int)((value - seconds) * 1_000_000_000));
    }

    private static TarException Malformed() => new("tar-malformed", "tar: malformed pax record, must be \"length key=value\\n\"");
}
