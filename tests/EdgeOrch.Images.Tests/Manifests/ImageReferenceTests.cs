using EdgeOrch.Images.Manifests;

namespace EdgeOrch.Images.Tests.Manifests;

public sealed class ImageReferenceTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("web", "web", "latest", "latest")]
    [InlineData("sensors/reader:1.2", "sensors/reader", "1.2", "1.2")]
    [InlineData("web@" + Digest, "web", null, Digest)]
    [InlineData("web:v1@" + Digest, "web", "v1", Digest)]
    [InlineData("a.b__c--d/e", "a.b__c--d/e", "latest", "latest")]
    public void TryParse_Reference_TellsItsParts(string text, string repository, string? tag, string asked)
    {
        Assert.True(ImageReference.TryParse(text, out var reference));
        Assert.Equal((repository, tag, asked), (reference.Repository, reference.Tag, reference.Reference));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("a//b")]
    [InlineData("web:")]
    [InlineData("web:.hidden")]
    [InlineData("host:5000/web")]
    [InlineData("web@sha256:12")]
    [InlineData("web\n")]
    public void TryParse_AnythingElse_IsFalse(string text) => Assert.False(ImageReference.TryParse(text, out _));

    [Fact]
    public void IsRepository_LongestName_IsTheLast() =>
        Assert.Equal((true, false), (ImageReference.IsRepository(new string('a', 255)), ImageReference.IsRepository(new string('a', 256))));

    [Fact]
    public void IsTag_LongestTag_IsTheLast() =>
        Assert.Equal((true, false), (ImageReference.IsTag(new string('a', 128)), ImageReference.IsTag(new string('a', 129))));
}
