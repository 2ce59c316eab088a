using System.IO.Compression;
using EdgeOrch.Images.Manifests;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace EdgeOrch.Images.Layers;

/// <summary>Opens a layer blob as the tar within.</summary>
public static class LayerStream
{
    /// <summary>Largest zstd window, as a power of two: 8 MiB, what RFC 8878 §3.1.1.1.2 asks every decoder to support.</summary>
    public const int ZstdWindowLog = 23;

    /// <summary>The uncompressed tar of a layer blob; owns <paramref name="blob"/>.</summary>
    /// <exception cref="LayerException"><c>image-unsupported</c>; while reading, <c>layer-malformed</c> or <c>layer-too-large</c>.</exception>
    public static Stream Open(Stream blob, string mediaType, LayerLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(blob);
        var counted = new CountingStream(blob);
        return mediaType switch
        {
            MediaTypes.OciLayer or MediaTypes.DockerLayer => counted,
            MediaTypes.OciLayerGzip or MediaTypes.DockerLayerGzip =>
                new InflatingStream(new GZipStream(counted, CompressionMode.Decompress), counted, limits ?? LayerLimits.Default),
            MediaTypes.OciLayerZstd => new InflatingStream(OpenZstd(counted), counted, limits ?? LayerLimits.Default),
            _ => throw new LayerException("image-unsupported", $"layer: media type \"{mediaType}\" is no tar, gzip or zstd"),
        };
    }

    /// <summary>A decoder whose memory is bounded by the window limit, whatever the frame asks for.</summary>
    internal static DecompressionStream OpenZstd(Stream compressed)
    {
        var stream = new DecompressionStream(compressed, checkEndOfStream: true, leaveOpen: false);
        stream.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, ZstdWindowLog);
        return stream;
    }
}
