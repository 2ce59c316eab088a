using System.IO.Compression;
using EdgeOrch.Images.Layers;
using EdgeOrch.Images.Manifests;
using ZstdSharp;
using ZstdSharp.Unsafe;
using EdgeOrch.Testing.Images;

namespace EdgeOrch.Images.Tests.Layers;

public sealed class LayerStreamTests
{
    private static readonly byte[] s_tar = new TarBuilder().File("a", new byte[300_000]).Build();

    [Theory]
    [InlineData(MediaTypes.OciLayer)]
    [InlineData(MediaTypes.OciLayerGzip)]
    [InlineData(MediaTypes.DockerLayerGzip)]
    [InlineData(MediaTypes.OciLayerZstd)]
    public void Open_EveryCompression_GivesTheTar(string mediaType)
    {
        using var stream = LayerStream.Open(new MemoryStream(Compress(mediaType, s_tar)), mediaType);
        using var tar = new MemoryStream();
        stream.CopyTo(tar);

        Assert.Equal(s_tar, tar.ToArray());
    }

    [Fact]
    public void Open_UnknownMediaType_IsRefused() =>
        Assert.Equal("image-unsupported", Assert.Throws<LayerException>(() => LayerStream.Open(Stream.Null, "text/plain")).Code);

    [Theory]
    [InlineData(MediaTypes.OciLayerGzip)]
    [InlineData(MediaTypes.OciLayerZstd)]
    public void Read_Bomb_IsRefused(string mediaType)
    {
        var bomb = Compress(mediaType, new byte[20_000_000]);

        Assert.Equal("layer-too-large", Read(bomb, mediaType, new LayerLimits { RatioFreeBytes = 1_000_000 }));
    }

    [Theory]
    [InlineData(MediaTypes.OciLayerGzip)]
    [InlineData(MediaTypes.OciLayerZstd)]
    public void Read_NotCompressed_IsRefused(string mediaType) => Assert.Equal("layer-malformed", Read(s_tar, mediaType));

    [Fact]
    public void Read_TruncatedZstd_IsRefused() =>
        Assert.Equal("layer-malformed", Read(Compress(MediaTypes.OciLayerZstd, s_tar)[..^4], MediaTypes.OciLayerZstd));

    [Fact]
    public void Read_ZstdWindowAboveTheLimit_IsRefused()
    {
        using var blob = new MemoryStream();
        using (var zstd = new CompressionStream(blob, 1))
        {
            zstd.SetParameter(ZSTD_cParameter.ZSTD_c_windowLog, LayerStream.ZstdWindowLog + 2);
            zstd.Write(new byte[40_000_000]);
        }

        Assert.Equal("layer-malformed", Read(blob.ToArray(), MediaTypes.OciLayerZstd));
    }

    private static string Read(byte[] blob, string mediaType, LayerLimits? limits = null)
    {
        using var stream = LayerStream.Open(new MemoryStream(blob), mediaType, limits);
        return Assert.Throws<LayerException>(() => stream.CopyTo(Stream.Null)).Code;
    }

    private static byte[] Compress(string mediaType, byte[] tar)
    {
        using var blob = new MemoryStream();
        using (Stream stream = mediaType switch
        {
            MediaTypes.OciLayer => new BufferedStream(blob),
            MediaTypes.OciLayerZstd => new CompressionStream(blob),
            _ => new GZipStream(blob, CompressionLevel.Optimal),
        })
        {
            stream.Write(tar);
        }

        return blob.ToArray();
    }
}
