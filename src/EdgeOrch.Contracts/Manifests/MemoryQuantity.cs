using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>A number of bytes as Kubernetes writes it: <c>1048576</c>, <c>64Mi</c>, <c>1.5Gi</c>, <c>500M</c>, <c>128e6</c>.</summary>
[JsonConverter(typeof(MemoryQuantityJsonConverter))]
public readonly record struct MemoryQuantity
{
    /// <summary>The rule in words, for error messages.</summary>
    public const string Rule = "a quantity of bytes such as \"64Mi\", \"1.5Gi\", \"500M\" or 1048576";

    private MemoryQuantity(long bytes) => Bytes = bytes;

    /// <summary>The number of bytes, zero or positive.</summary>
    public long Bytes { get; }

    /// <summary>So many bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static MemoryQuantity FromBytes(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return new MemoryQuantity(bytes);
    }

    /// <summary>Reads a quantity, a fraction of a byte rounded up; false when the text is none, negative, or above 2^63 - 1 bytes.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MemoryQuantity quantity)
    {
        quantity = default;
        if (!Quantity.TryParse(text, out var value)) return false;
        value = decimal.Ceiling(value);
        if (value > long.MaxValue) return false;
        quantity = new MemoryQuantity((long)value);
        return true;
    }

    /// <summary>The quantity with the largest binary suffix that divides it.</summary>
    public override string ToString()
    {
        string[] suffixes = ["", "Ki", "Mi", "Gi", "Ti"];
        var (value, step) = (Bytes, 0);
        while (value != 0 && value % 1024 == 0 && step < suffixes.Length - 1) (value, step) = (value / 1024, step + 1);
        return value.ToString(CultureInfo.InvariantCulture) + suffixes[step];
    }
}
