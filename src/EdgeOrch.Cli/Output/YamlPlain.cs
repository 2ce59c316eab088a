using System.Buffers;
using System.Globalization;

namespace EdgeOrch.Cli.Output;

/// <summary>Tells which text may stand unquoted in YAML and still be read as that text, by 1.1 readers too.</summary>
internal static class YamlPlain
{
    private static readonly SearchValues<char> Safe =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@+=, ()");

    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "null", "true", "false", "yes", "no", "on", "off", "y", "n",
    };

    public static bool IsSafe(string text)
    {
        if (text.Length == 0 || !char.IsAsciiLetterOrDigit(text[0]) && text[0] != '/') return false;
        if (text.AsSpan().ContainsAnyExcept(Safe) || text[^1] is ' ' or ':' || text.Contains(": ", StringComparison.Ordinal)) return false;
        return !Words.Contains(text) && !LooksLikeNumber(text);
    }

    // 12, 1e3, 0x1F, 1_000, 12:30:45 and dates are numbers or times to some reader; units and digests are not.
    private static bool LooksLikeNumber(string text) =>
        char.IsAsciiDigit(text[0])
        && (double.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            || text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("0o", StringComparison.OrdinalIgnoreCase)
            || text.All(c => char.IsAsciiDigit(c) || c is ':' or '-' or '_' or '.')
            || LooksLikeTime(text));

    private static bool LooksLikeTime(string text) =>
        text.Length > 8 && char.IsAsciiDigit(text[3]) && text[4] == '-' && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _);
}
