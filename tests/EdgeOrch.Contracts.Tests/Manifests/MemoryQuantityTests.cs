using CsCheck;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Contracts.Tests.Manifests;

public sealed class MemoryQuantityTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1048576", 1_048_576)]
    [InlineData("64Mi", 67_108_864)]
    [InlineData("1.5Gi", 1_610_612_736)]
    [InlineData("500M", 500_000_000)]
    [InlineData("128e6", 128_000_000)]
    [InlineData("1E", 1_000_000_000_000_000_000)]
    [InlineData("0.1Ki", 103)]
    [InlineData("1500m", 2)]
    [InlineData("1Pi", 1_125_899_906_842_624)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void TryParse_Quantity_IsReadAndRoundedUpToBytes(string text, long bytes)
    {
        Assert.True(MemoryQuantity.TryParse(text, out var quantity));
        Assert.Equal(bytes, quantity.Bytes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Mi")]
    [InlineData("64MB")]
    [InlineData("64mi")]
    [InlineData("64 Mi")]
    [InlineData(" 64Mi")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("0x10")]
    [InlineData("1,000")]
    [InlineData("1_000")]
    [InlineData("1.2.3")]
    [InlineData(".")]
    [InlineData("NaN")]
    [InlineData("1e400")]
    [InlineData("8Ei")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999999Ei")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Assert.False(MemoryQuantity.TryParse(text, out _));

    [Fact]
    public void FromBytes_Negative_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => MemoryQuantity.FromBytes(-1));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1000, "1000")]
    [InlineData(1024, "1Ki")]
    [InlineData(1536, "1536")]
    [InlineData(1610612736, "1536Mi")]
    [InlineData(1L << 50, "1024Ti")]
    public void ToString_Quantity_HasTheLargestSuffixThatDividesIt(long bytes, string text) => Assert.Equal(text, MemoryQuantity.FromBytes(bytes).ToString());

    [Fact]
    public void ToString_AnyQuantity_ReadsBack() => Gen.Select(Gen.Long[0, long.MaxValue], Gen.Int[0, 62]).Sample((bytes, zeros) =>
    {
        var quantity = MemoryQuantity.FromBytes(bytes >> zeros << zeros);
        return MemoryQuantity.TryParse(quantity.ToString(), out var read) && read == quantity;
    });

    [Fact]
    public void TryParse_AnyText_NeverThrows() => Gen.String[Gen.Char["0123456789.eEKMGTPimk+-"], 0, 36].Sample(text =>
    {
        if (MemoryQuantity.TryParse(text, out var quantity)) Assert.True(quantity.Bytes >= 0);
    });
}
