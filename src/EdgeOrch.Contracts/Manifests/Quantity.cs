using System.Buffers;
using System.Globalization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>Reads a number with a Kubernetes suffix (k8s.io/apimachinery, resource.Quantity).</summary>
internal static class Quantity
{
    /// <summary>What the number before a unit is written with.</summary>
    public static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly Dictionary<string, decimal> Suffixes = new(StringComparer.Ordinal)
    {
        [""] = 1m, ["m"] = 0.001m,
        ["k"] = 1e3m, ["M"] = 1e6m, ["G"] = 1e9m, ["T"] = 1e12m, ["P"] = 1e15m, ["E"] = 1e18m,
        ["Ki"] = 1024m, ["Mi"] = 1048576m, ["Gi"] = 1073741824m, ["Ti"] = 1099511627776m, ["Pi"] = 1125899906842624m, ["Ei"] = 1152921504606846976m,
    };

    public static bool TryParse(string? text, out decimal value)
    {
        value = 0;
        if (string.IsNullOrEmpty(text) || text.Length > 32) return false;
        if (TryNumber(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, out value)) return true;

        var digits = text.AsSpan().IndexOfAnyExcept(Digits);
        if (digits <= 0 || !Suffixes.TryGetValue(text[digits..], out var factor)) return false;
        if (!TryNumber(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, out value) || (factor > 1 && value > decimal.MaxValue / factor)) return false;
        value *= factor;
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, NumberStyles styles, out decimal value) =>
        decimal.TryParse(text, styles, CultureInfo.InvariantCulture, out value) && value >= 0;
}
