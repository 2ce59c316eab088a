using CsCheck;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Contracts.Tests.Manifests;

public sealed class DurationTests
{
    private static readonly Gen<Duration> Any = Gen.Long[0, (long)Duration.Longest.TotalMilliseconds].Select(ms => new Duration(TimeSpan.FromMilliseconds(ms)));

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("300ms", 300)]
    [InlineData("10s", 10_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData(".5s", 500)]
    [InlineData("1m30s", 90_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1h1m1s1ms", 3_661_001)]
    [InlineData("240000h", 864_000_000_000)]
    public void TryParse_Duration_IsRead(string text, long milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.Value.TotalMilliseconds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("1.2.3s")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1 s")]
    [InlineData("10s ")]
    [InlineData("1d")]
    [InlineData("1S")]
    [InlineData("1,5s")]
    [InlineData("1e3s")]
    [InlineData("240000h1ms")]
    [InlineData("9999999999999999999999999999999999999h")]
    [InlineData("0.0000000000000000000000000000000000000001s")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Assert.False(Duration.TryParse(text, out _));

    [Fact]
    public void ToString_AnyDuration_ReadsBack() => Any.Sample(duration => Duration.TryParse(duration.ToString(), out var read) && read == duration);

    [Fact]
    public void ToString_AnyDuration_NamesEachUnitOnceAndLargestFirst() =>
        Any.Sample(duration => System.Text.RegularExpressions.Regex.IsMatch(duration.ToString(), @"\A(\d+h)?(\d+m)?(\d+s)?(\d+ms)?\z"));

    [Fact]
    public void TryParse_AnyText_NeverThrows() => Gen.String[Gen.Char["0123456789.hms -e"], 0, 45].Sample(text =>
    {
        if (Duration.TryParse(text, out var duration)) Assert.InRange(duration.Value, TimeSpan.Zero, Duration.Longest);
    });
}
