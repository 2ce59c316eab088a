using EdgeOrch.Contracts;

namespace EdgeOrch.Images;

/// <summary>Images outside a registry: a layout folder or an archive.</summary>
public interface IImageSource : IDisposable
{
    /// <summary>The images, each an index or a manifest, with the names that they go by.</summary>
    IReadOnlyList<SourceImage> Images { get; }

    /// <summary>Opens a blob from its beginning. Reading to the end checks the digest.</summary>
    /// <exception cref="ImageException"><c>blob-missing</c>; while reading, <c>digest-mismatch</c>.</exception>
    Stream OpenBlob(Digest digest);
}
