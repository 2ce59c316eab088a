using CsCheck;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Contracts.Tests.Manifests;

public sealed class CountOrPercentTests
{
    [Theory]
    [InlineData("0", 0, false)]
    [InlineData("3", 3, false)]
    [InlineData("250", 250, false)]
    [InlineData("0%", 0, true)]
    [InlineData("100%", 100, true)]
    public void TryParse_CountOrPercentage_IsRead(string text, int value, bool percent)
    {
        Assert.True(CountOrPercent.TryParse(text, out var read));
        Assert.Equal(new CountOrPercent(value, percent), read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("101%")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData(" 3")]
    [InlineData("3 %")]
    [InlineData("99999999999")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Assert.False(CountOrPercent.TryParse(text, out _));

    [Fact]
    public void ToString_AnyValue_ReadsBack() => Gen.Select(Gen.Int[0, 100], Gen.Bool).Sample((value, percent) =>
        CountOrPercent.TryParse(new CountOrPercent(value, percent).ToString(), out var read) && read == new CountOrPercent(value, percent));
}
