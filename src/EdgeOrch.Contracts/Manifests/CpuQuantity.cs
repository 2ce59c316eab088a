using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>An amount of processor time as Kubernetes writes it: <c>250m</c>, <c>0.5</c>, <c>2</c>.</summary>
[JsonConverter(typeof(CpuQuantityJsonConverter))]
public readonly record struct CpuQuantity
{
    /// <summary>The rule in words, for error messages.</summary>
    public const string Rule = "a quantity of processors such as \"250m\", 0.5 or 2";

    private CpuQuantity(long millicores) => Millicores = millicores;

    /// <summary>Thousandths of one processor.</summary>
    public long Millicores { get; }

    /// <summary>So many thousandths of one processor.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static CpuQuantity FromMillicores(long millicores)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(millicores);
        return new CpuQuantity(millicores);
    }

    /// <summary>Reads a quantity, rounded up to whole millicores; false when the text is none, negative, or above a million processors.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CpuQuantity quantity)
    {
        quantity = default;
        if (!Quantity.TryParse(text, out var value) || value > 1_000_000) return false;
        quantity = new CpuQuantity((long)decimal.Ceiling(value * 1000));
        return true;
    }

    /// <summary>Whole processors as a number, otherwise millicores.</summary>
    public override string ToString() => Millicores % 1000 == 0
        ? (Millicores / 1000).ToString(CultureInfo.InvariantCulture)
        : Millicores.ToString(CultureInfo.InvariantCulture) + "m";
}
