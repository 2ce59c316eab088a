using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>A length of time as Go and Kubernetes write it: <c>300ms</c>, <c>10s</c>, <c>1m30s</c>, <c>2h</c>. Zero or positive, whole milliseconds.</summary>
[JsonConverter(typeof(DurationJsonConverter))]
public readonly record struct Duration(TimeSpan Value)
{
    /// <summary>The rule in words, for error messages.</summary>
    public const string Rule = "a duration such as \"300ms\", \"10s\", \"1m30s\" or \"2h\"";

    /// <summary>The longest duration, 10,000 days.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(10_000);

    private static readonly (string Unit, long Milliseconds)[] Units = [("h", 3_600_000), ("ms", 1), ("m", 60_000), ("s", 1_000)];

    /// <summary>So many seconds.</summary>
    public static Duration FromSeconds(double seconds) => new(TimeSpan.FromSeconds(seconds));

    /// <summary>Reads a duration; false when the text follows no such form or is above <see cref="Longest"/>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Duration duration)
    {
        duration = default;
        if (text == "0") return true;
        if (string.IsNullOrEmpty(text) || text.Length > 40) return false;

        var total = 0.0;
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(Quantity.Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
            rest = rest[digits..];
            if (!TakeUnit(ref rest, out var milliseconds)) return false;
            total += number * milliseconds;
        }

        if (total > Longest.TotalMilliseconds) return false;
        duration = new Duration(TimeSpan.FromMilliseconds(Math.Round(total)));
        return true;
    }

    /// <summary>The shortest text that reads back as this duration.</summary>
    public override string ToString()
    {
        var milliseconds = (long)Value.TotalMilliseconds;
        if (milliseconds == 0) return "0s";
        var text = new StringBuilder();
        foreach (var (unit, length) in Units.OrderByDescending(u => u.Milliseconds))
        {
            if (milliseconds < length) continue;
            text.Append(CultureInfo.InvariantCulture, $"{milliseconds / length}{unit}");
            milliseconds %= length;
        }

        return text.ToString();
    }

    private static bool TakeUnit(ref ReadOnlySpan<char> rest, out long milliseconds)
    {
        foreach (var (unit, length) in Units)
        {
            if (!rest.StartsWith(unit)) continue;
            rest = rest[unit.Length..];
            milliseconds = length;
            return true;
        }

        milliseconds = 0;
        return false;
    }
}
