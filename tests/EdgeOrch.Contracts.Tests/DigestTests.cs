using CsCheck;

namespace EdgeOrch.Contracts.Tests;

public sealed class DigestTests
{
    private const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void Compute_NoBytes_IsTheKnownDigest()
    {
        Assert.Equal("sha256:" + Empty, Digest.Compute([]).ToString());
        Assert.Equal(Empty, Digest.Compute([]).Hex);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(Empty)]
    [InlineData("sha256:")]
    [InlineData("SHA256:" + Empty)]
    [InlineData("sha512:" + Empty)]
    [InlineData("sha256:" + Empty + "0")]
    [InlineData("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("sha256:g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("sha256:../../../../../../../../../../../../../../../../../../etc/passwd")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Assert.False(Digest.TryParse(text, out _));

    [Fact]
    public void TryParse_AnyDigest_ReadsBack() => Gen.Byte.Array[32].Sample(hash =>
        Digest.TryParse(Digest.FromHash(hash).ToString(), out var read) && read == Digest.FromHash(hash) && read.ToBytes().SequenceEqual(hash)
        && Digest.TryParseHex(read.Hex, out var fromHex) && fromHex == read);

    [Fact]
    public void Default_IsNoDigest()
    {
        Assert.False(default(Digest).IsValid);
        Assert.Equal("", default(Digest).ToString());
        Assert.Throws<InvalidOperationException>(() => default(Digest).Hex);
        Assert.NotEqual(Digest.Compute([]), default);
        Assert.Throws<ArgumentException>(() => Digest.FromHash(new byte[31]));
    }
}
