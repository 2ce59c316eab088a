using EdgeOrch.Contracts;
using EdgeOrch.Images.Archives;
using EdgeOrch.Images.Layers;
using EdgeOrch.Images.Layouts;
using EdgeOrch.Images.Manifests;
using EdgeOrch.Testing.Images;

namespace EdgeOrch.Images.Tests.Layouts;

/// <summary>Images made by umoci and skopeo.</summary>
public sealed class ImageSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _layout;

    public ImageSourceTests()
    {
        _layout = Path.Combine(_folder.Path, "layout");
        Tool.Run("umoci", "init", "--layout", _layout);
        Tool.Run("umoci", "new", "--image", $"{_layout}:v1");
        Tool.Run("umoci", "insert", "--image", $"{_layout}:v1", "/etc/default", "/etc/default");
        Tool.Run("umoci", "insert", "--image", $"{_layout}:v1", "/usr/share/common-licenses", "/licenses");
        Tool.Run("umoci", "config", "--image", $"{_layout}:v1", "--config.cmd", "/bin/app", "--config.env", "A=b");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OpenFolder_LayoutOfUmoci_UnpacksAsUmociDoes()
    {
        using var source = LayoutSource.OpenFolder(_layout);
        var image = Assert.Single(source.Images);
        Assert.Equal("v1", image.Reference);
        var merged = _folder.Make("merged");
        var config = UnpackAll(source, image.Root, merged);
        Assert.Equal(["/bin/app"], config.Config!.Cmd);
        Assert.Contains("A=b", config.Config.Env!);

        Tool.Run("umoci", "unpack", "--image", $"{_layout}:v1", Path.Combine(_folder.Path, "bundle"));

        Assert.Equal(Listing(Path.Combine(_folder.Path, "bundle/rootfs")), Listing(merged));
        Tool.Run("diff", "-r", "--no-dereference", Path.Combine(_folder.Path, "bundle/rootfs"), merged);
    }

    [Theory]
    [InlineData("docker-archive", "example.com/app:v1")]
    [InlineData("oci-archive", "v1")]
    public void Open_ArchiveOfSkopeo_HoldsTheSameLayers(string kind, string reference)
    {
        var archive = Path.Combine(_folder.Path, "x.tar");
        Tool.Run("skopeo", "copy", "--quiet", $"oci:{_layout}:v1", $"{kind}:{archive}:{reference}");
        using var layout = LayoutSource.OpenFolder(_layout);
        using var source = DockerArchiveSource.Open(archive);
        var image = Assert.Single(source.Images);

        Assert.Equal(reference, image.Reference);
        var expected = UnpackAll(layout, layout.Images[0].Root, _folder.Make("a")).RootFilesystem.DiffIds;
        Assert.Equal(expected, UnpackAll(source, image.Root, _folder.Make("b")).RootFilesystem.DiffIds);
    }

    [Fact]
    public void OpenBlob_Damaged_IsRefusedAtItsEnd()
    {
        using var source = LayoutSource.OpenFolder(_layout);
        var digest = source.Images[0].Root.Digest;
        File.AppendAllText(Path.Combine(_layout, "blobs/sha256", digest.Hex), " ");

        Assert.Equal("digest-mismatch", Assert.Throws<ImageException>(() => Read(source, digest)).Code);
        Assert.Equal("blob-missing", Assert.Throws<ImageException>(() => source.OpenBlob(Digest.Compute("none"u8))).Code);
    }

    [Fact]
    public void Open_NeitherLayoutNorArchive_IsRefused()
    {
        var archive = Path.Combine(_folder.Path, "x.tar");
        File.WriteAllBytes(archive, new TarBuilder().File("a", "b").Build());

        Assert.Equal("archive-malformed", Assert.Throws<ImageException>(() => DockerArchiveSource.Open(archive)).Code);
        Assert.Equal("layout-malformed", Assert.Throws<ImageException>(() => LayoutSource.OpenFolder(_folder.Path)).Code);
    }

    private static ImageConfig UnpackAll(IImageSource source, Descriptor root, string folder)
    {
        var manifest = ImageDocuments.ParseManifest(Read(source, root.Digest));
        var config = ImageDocuments.ParseConfig(Read(source, manifest.Config.Digest));
        ImageDocuments.CheckRunnable(manifest, config);
        for (var i = 0; i < manifest.Layers.Count; i++)
        {
            using var tar = LayerStream.Open(source.OpenBlob(manifest.Layers[i].Digest), manifest.Layers[i].MediaType);
            LayerUnpacker.Unpack(tar, folder, config.RootFilesystem.DiffIds[i], cancellation: TestContext.Current.CancellationToken);
        }

        return config;
    }

    private static byte[] Read(IImageSource source, Digest digest)
    {
        using var blob = source.OpenBlob(digest);
        using var content = new MemoryStream();
        blob.CopyTo(content);
        return content.ToArray();
    }

    private static string Listing(string folder) =>
        Tool.Run("sh", "-c", "cd \"$1\" && find . -mindepth 1 -printf '%P %y %m %U:%G %n %l\\n' | LC_ALL=C sort", "sh", folder);
}
