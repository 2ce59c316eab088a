using EdgeOrch.Agent.Enrolment;

namespace EdgeOrch.Agent.Tests.Enrolment;

public sealed class JoinTokenTests
{
    private static readonly string Hex = new('a', 64);

    [Fact]
    public void TryParse_Whole_KeepsItsSecretToItself()
    {
        Assert.True(JoinToken.TryParse($"eo1.id7.s3cret.{Hex}", out var token));
        Assert.Equal("id7", token.Id);
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
    [InlineData("eo1.i d.secret.HEX")]
    public void TryParse_Wrong_IsRefused(string text) => Assert.False(JoinToken.TryParse(text.Replace("HEX", Hex, StringComparison.Ordinal), out _));

    [Theory]
    [InlineData("line-3", "line-3")]
    [InlineData("Line_3.factory.example", "line-3")]
    [InlineData("-Pi-", "pi")]
    [InlineData("___", "device")]
    public void DefaultDeviceId_OfAHostName_IsValid(string host, string id) => Assert.Equal(id, DefaultDeviceId.From(host).ToString());
}
