using System.Text;
using EdgeOrch.Contracts;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.Images.Tests.Manifests;

public sealed class ImageDocumentsTests
{
    private const string Sha = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    [Fact]
    public void ParseConfig_DockersNulls_AreRead()
    {
        var config = ImageDocuments.ParseConfig(Encoding.UTF8.GetBytes(
            $$$"""{"architecture":"arm64","variant":"v8","os":"linux","config":{"Env":null,"Cmd":["sh"],"Volumes":{"/data":{}},"OnBuild":null},"rootfs":{"type":"layers","diff_ids":["{{{Sha}}}"]},"history":[{}]}"""));

        Assert.Equal(new Platform("linux", "arm64", "v8"), config.Platform);
        Assert.Null(config.Config!.Env);
        Assert.Equal(["/data"], config.Config.Volumes!.Keys);
    }

    [Theory]
    [InlineData("", "manifest-malformed", "")]
    [InlineData("null", "manifest-malformed", "null")]
    [InlineData("{}", "manifest-malformed", "schemaVersion")]
    [InlineData("""{"schemaVersion":1,"config":{"mediaType":"a","digest":"SHA","size":1},"layers":[]}""", "manifest-malformed", "schemaVersion 1")]
    [InlineData("""{"schemaVersion":2,"layers":[]}""", "manifest-malformed", "config")]
    [InlineData("""{"schemaVersion":2,"config":{"mediaType":"a","digest":"md5:00","size":1},"layers":[]}""", "manifest-malformed", "sha256")]
    [InlineData("""{"schemaVersion":2,"config":{"mediaType":"a","digest":"SHA","size":-1},"layers":[]}""", "manifest-malformed", "size -1")]
    [InlineData("""{"schemaVersion":2,"config":{"mediaType":"a","digest":"SHA","size":1},"layers":[null]}""", "manifest-malformed", "layers[0]")]
    [InlineData("""{"schemaVersion":2,"mediaType":"text/plain","config":{"mediaType":"a","digest":"SHA","size":1},"layers":[]}""", "manifest-malformed", "text/plain")]
    public void ParseManifest_BadInput_NamesTheField(string json, string code, string word)
    {
        var error = Assert.Throws<ImageException>(() => ImageDocuments.ParseManifest(Encoding.UTF8.GetBytes(json.Replace("SHA", Sha, StringComparison.Ordinal))));

        Assert.Equal(code, error.Code);
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ParseManifest_TooLarge_IsRefused() =>
        Assert.Equal("manifest-too-large", Assert.Throws<ImageException>(() => ImageDocuments.ParseManifest(new byte[Limits.ImageManifestBytes + 1])).Code);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(200, true)]
    [InlineData(201, false)]
    public void CheckRunnable_Layers_AreAsManyAsARootTakes(int layers, bool runs)
    {
        var layer = new Descriptor { MediaType = MediaTypes.OciLayerGzip, Digest = Digest.Parse(Sha), Size = 1 };
        var manifest = new ImageManifest { SchemaVersion = 2, Config = layer, Layers = [.. Enumerable.Repeat(layer, layers)] };
        var config = new ImageConfig { Os = "linux", Architecture = "amd64", RootFilesystem = new RootFilesystem { Type = "layers", DiffIds = [.. manifest.Layers.Select(l => l.Digest)] } };

        var refused = Record.Exception(() => ImageDocuments.CheckRunnable(manifest, config)) as ImageException;

        Assert.Equal(runs ? null : $"image manifest: {layers} layers; must be 1 to 200", refused?.Message);
    }

    [Theory]
    [InlineData("linux/arm64", "linux/arm64/v8", true)]
    [InlineData("linux/arm64/v8", "linux/arm64", true)]
    [InlineData("linux/amd64", "linux/arm64/v8", false)]
    [InlineData("linux/amd64/v3", "linux/amd64", false)]
    [InlineData("linux/amd64", "linux/amd64/v3", true)]
    [InlineData("windows/amd64", "linux/amd64", false)]
    [InlineData("linux/arm64/odd", "linux/arm64", false)]
    public void Runs_Platforms_FollowTheVariants(string image, string device, bool runs) => Assert.Equal(runs, PlatformSelection.Runs(Parse(image), Parse(device)));

    [Fact]
    public void Select_SeveralVariants_TakesTheHighestThatRuns()
    {
        string[] images = ["linux/arm64", "linux/amd64", "linux/amd64/v2", "linux/amd64/v4"];

        Assert.Equal("linux/amd64/v2", PlatformSelection.Select(images, Parse, Parse("linux/amd64/v3")));
        Assert.Null(PlatformSelection.Select(images, Parse, Parse("linux/riscv64")));
    }

    private static Platform Parse(string text)
    {
        var parts = text.Split('/');
        return new Platform(parts[0], parts[1], parts.Length > 2 ? parts[2] : null);
    }
}
