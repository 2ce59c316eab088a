using CsCheck;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Contracts.Tests.Manifests;

public sealed class CpuQuantityTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("250m", 250)]
    [InlineData("0.5", 500)]
    [InlineData("2", 2_000)]
    [InlineData("1.5", 1_500)]
    [InlineData("0.0001", 1)]
    [InlineData("0.1m", 1)]
    [InlineData("1k", 1_000_000)]
    [InlineData("1000000", 1_000_000_000)]
    public void TryParse_Quantity_IsReadAndRoundedUpToMillicores(string text, long millicores)
    {
        Assert.True(CpuQuantity.TryParse(text, out var quantity));
        Assert.Equal(millicores, quantity.Millicores);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("250 m")]
    [InlineData("250cores")]
    [InlineData("-1")]
    [InlineData("1000001")]
    [InlineData("1e40")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Assert.False(CpuQuantity.TryParse(text, out _));

    [Fact]
    public void FromMillicores_Negative_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => CpuQuantity.FromMillicores(-1));

    [Fact]
    public void ToString_AnyQuantity_ReadsBack() => Gen.Long[0, 1_000_000_000].Sample(millicores =>
    {
        var quantity = CpuQuantity.FromMillicores(millicores);
        return CpuQuantity.TryParse(quantity.ToString(), out var read) && read == quantity;
    });
}
