using EdgeOrch.Cli.Output;
using EdgeOrch.Cli.Tests.Running;

namespace EdgeOrch.Cli.Tests.Output;

public sealed class WordsTests
{
    [Theory]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(130, "2m10s")]
    [InlineData(3600, "60m")]
    [InlineData(11_100, "3h5m")]
    [InlineData(86_400, "24h")]
    [InlineData(187_200, "2d4h")]
    [InlineData(3_456_000, "40d")]
    [InlineData(-5, "0s")]
    public void Age_OfSeconds_IsShortened(int seconds, string expected) => Assert.Equal(expected, Words.Age(EdgectlRun.Now.AddSeconds(-seconds), EdgectlRun.Now));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1434, "1.4 KiB")]
    [InlineData(12_582_912, "12 MiB")]
    [InlineData(long.MaxValue, "8388608 TiB")]
    public void Bytes_AnyNumber_KeepsTwoDigits(long bytes, string expected) => Assert.Equal(expected, Words.Bytes(bytes));
}
