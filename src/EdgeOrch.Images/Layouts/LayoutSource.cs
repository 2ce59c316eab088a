using System.Text.Json;
using EdgeOrch.Contracts;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.Images.Layouts;

/// <summary>An OCI layout: OCI image-spec, image-layout.md, in a folder or in a tar of one.</summary>
public sealed class LayoutSource : IImageSource
{
    internal const string ReferenceAnnotation = "org.opencontainers.image.ref.name";
    private const string ContainerdAnnotation = "io.containerd.image.name";
    private readonly Func<string, Stream?> _open;
    private readonly IDisposable? _owned;

    internal LayoutSource(Func<string, Stream?> open, string name, IDisposable? owned = null)
    {
        _open = open;
        _owned = owned;
        var marker = Read("oci-layout", name);
        try
        {
            var version = JsonSerializer.Deserialize(marker, ImageJsonContext.Default.LayoutMarker)?.ImageLayoutVersion;
            if (version is null || !version.StartsWith("1.", StringComparison.Ordinal))
                throw new ImageException("layout-malformed", $"\"{name}\": layout version \"{version}\" must be 1.x");
        }
        catch (JsonException e)
        {
            throw new ImageException("layout-malformed", $"\"{name}\": oci-layout: {e.Message}", e);
        }

        Images = [.. ImageDocuments.ParseIndex(Read("index.json", name)).Manifests.Select(m => new SourceImage(ReferenceOf(m), m))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<SourceImage> Images { get; }

    /// <summary>Opens a layout folder.</summary>
    /// <exception cref="ImageException"><c>layout-malformed</c> or <c>manifest-malformed</c>.</exception>
    public static LayoutSource OpenFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        return new LayoutSource(relative => OpenFile(folder, relative), folder);
    }

    /// <inheritdoc/>
    public Stream OpenBlob(Digest digest)
    {
        var stream = _open($"blobs/sha256/{digest.Hex}") ?? throw new ImageException("blob-missing", $"blob {digest}: not in the layout");
        return new VerifyingStream(stream, digest);
    }

    /// <inheritdoc/>
    public void Dispose() => _owned?.Dispose();

    private static FileStream? OpenFile(string folder, string relative)
    {
        // The relative name is one of ours: a constant or the hex of a digest.
        var path = Path.Combine(folder, relative);
        return File.Exists(path) ? File.OpenRead(path) : null;
    }

    private static string? ReferenceOf(Descriptor descriptor)
    {
        if (descriptor.Annotations is null) return null;
        return descriptor.Annotations.GetValueOrDefault(ContainerdAnnotation) ?? descriptor.Annotations.GetValueOrDefault(ReferenceAnnotation);
    }

    private byte[] Read(string file, string name)
    {
        using var stream = _open(file) ?? throw new ImageException("layout-malformed", $"\"{name}\": no OCI layout: \"{file}\" is missing");
        return BlobReading.ReadLimited(stream, $"\"{name}\": {file}");
    }
}
