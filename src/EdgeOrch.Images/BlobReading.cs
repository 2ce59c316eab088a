using EdgeOrch.Contracts;

namespace EdgeOrch.Images;

/// <summary>Reads small blobs whole.</summary>
internal static class BlobReading
{
    /// <summary>Reads a stream of at most <see cref="Limits.ImageManifestBytes"/> to its end.</summary>
    /// <exception cref="ImageException"><c>manifest-too-large</c>.</exception>
    public static byte[] ReadLimited(Stream stream, string what)
    {
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            if (content.Length + read > Limits.ImageManifestBytes)
                throw new ImageException("manifest-too-large", $"{what}: longer than the limit of {Limits.ImageManifestBytes} bytes");
            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }
}
