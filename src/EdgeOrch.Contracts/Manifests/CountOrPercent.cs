using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>A number of devices, or a share of them: <c>3</c> or <c>10%</c>.</summary>
/// <param name="Value">The count, or the percentage (0 to 100).</param>
/// <param name="IsPercent">Which of the two it is.</param>
[JsonConverter(typeof(CountOrPercentJsonConverter))]
public readonly record struct CountOrPercent(int Value, bool IsPercent)
{
    /// <summary>The rule in words, for error messages.</summary>
    public const string Rule = "a count such as 3, or a percentage from \"0%\" to \"100%\"";

    /// <summary>Reads a count or a percentage; false when the text is neither.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CountOrPercent value)
    {
        value = default;
        if (string.IsNullOrEmpty(text)) return false;
        var percent = text[^1] == '%';
        var digits = percent ? text[..^1] : text;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || (percent && number > 100)) return false;
        value = new CountOrPercent(number, percent);
        return true;
    }

    /// <summary>The value as it is written in a manifest.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture) + (IsPercent ? "%" : "");
}
