using System.Globalization;

namespace EdgeOrch.Cli.Output;

/// <summary>Writes quantities the way operators read them.</summary>
internal static class Words
{
    private static readonly string[] ByteUnits = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary><c>532 B</c>, <c>1.4 KiB</c>, <c>12 MiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= 1024 && unit < ByteUnits.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return value.ToString(unit == 0 || value >= 10 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + ByteUnits[unit];
    }

    /// <summary>Age as kubectl shortens it: <c>12s</c>, <c>4m10s</c>, <c>3h5m</c>, <c>2d4h</c>, <c>40d</c>.</summary>
    public static string Age(DateTimeOffset? since, DateTimeOffset now)
    {
        if (since is not { } start) return "-";
        var age = now > start ? now - start : TimeSpan.Zero;
        if (age.TotalMinutes < 2) return Text($"{(int)age.TotalSeconds}s");
        if (age.TotalMinutes < 10) return Two((int)age.TotalMinutes, "m", age.Seconds, "s");
        if (age.TotalHours < 3) return Text($"{(int)age.TotalMinutes}m");
        if (age.TotalHours < 8) return Two((int)age.TotalHours, "h", age.Minutes, "m");
        if (age.TotalHours < 48) return Text($"{(int)age.TotalHours}h");
        if (age.TotalDays < 8) return Two((int)age.TotalDays, "d", age.Hours, "h");
        return Text($"{(int)age.TotalDays}d");
    }

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Labels(IReadOnlyDictionary<string, string> labels) =>
        labels.Count == 0 ? "<none>" : string.Join(',', labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"));

    /// <summary><c>1 device</c>, <c>3 devices</c>.</summary>
    public static string Count(int count, string noun) => Text($"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string Two(int first, string unit, int second, string smaller) => second == 0 ? Text($"{first}{unit}") : Text($"{first}{unit}{second}{smaller}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
