namespace EdgeOrch.Contracts.Tests;

public sealed class JoinTokenTests
{
    private static readonly string Hex = new('a', 64);

    [Fact]
    public void TryParse_Whole_KeepsItsSecretToItself()
    {
        Assert.True(JoinToken.TryParse($"eo1.id7.s3cret.{Hex}", out var token));
        Assert.Equal(("id7", "s3cret", Hex), (token.Id, token.Secret, token.Fingerprint));
        Assert.Equal($"eo1.id7.s3cret.{Hex}", token.Text);
        Assert.DoesNotContain("s3cret", token.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("eo1.id.secret")]
    [InlineData("eo2.id.secret.HEX")]
    [InlineData("eo1..secret.HEX")]
    [InlineData("eo1.id..HEX")]
    [InlineData("eo1.id.secret.HEX.more")]
    [InlineData("eo1.id.secret.zz")]
    [InlineData("eo1.id.secret.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("eo1.i d.secret.HEX")]
    public void TryParse_Wrong_IsRefused(string text) => Assert.False(JoinToken.TryParse(text.Replace("HEX", Hex, StringComparison.Ordinal), out _));

    [Fact]
    public void TryParse_LongestText_IsTheLast()
    {
        var rest = $"eo1.id..{Hex}".Length;

        Assert.True(JoinToken.TryParse($"eo1.id.{new string('s', 256 - rest)}.{Hex}", out _));
        Assert.False(JoinToken.TryParse($"eo1.id.{new string('s', 257 - rest)}.{Hex}", out _));
    }
}
