using System.Text.Json;
using EdgeOrch.Images;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>Reads what a pushed manifest refers to.</summary>
internal static class ManifestReading
{
    /// <summary>Reads a manifest or an index.</summary>
    /// <exception cref="RegistryException"><c>MANIFEST_INVALID</c>.</exception>
    public static ManifestRecord Read(byte[] content, string? contentType)
    {
        try
        {
            var mediaType = MediaType(content, contentType);
            if (MediaTypes.IsIndex(mediaType))
            {
                var index = ImageDocuments.ParseIndex(content);
                return new ManifestRecord(mediaType, content.Length, [], [.. index.Manifests.Select(m => m.Digest)], null, null, index.Annotations);
            }

            var manifest = ImageDocuments.ParseManifest(content);
            return new ManifestRecord(
                mediaType, content.Length, [manifest.Config.Digest, .. manifest.Layers.Select(layer => layer.Digest)], [],
                manifest.Subject?.Digest, manifest.ArtifactType ?? manifest.Config.MediaType, manifest.Annotations);
        }
        catch (ImageException e)
        {
            throw RegistryException.ManifestInvalid(e.Message);
        }
        catch (JsonException e)
        {
            throw RegistryException.ManifestInvalid($"manifest: {e.Message}");
        }
    }

    private static string MediaType(byte[] content, string? contentType)
    {
        using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 32 });
        var stated = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("mediaType", out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
        var type = contentType?.Split(';')[0].Trim();
        if (stated is not null && !string.IsNullOrEmpty(type) && type != "application/octet-stream" && stated != type)
            throw RegistryException.ManifestInvalid($"manifest: its mediaType is \"{stated}\", its Content-Type \"{type}\"; they must be equal");
        var mediaType = stated ?? type ?? "";
        return MediaTypes.IsIndex(mediaType) || MediaTypes.IsManifest(mediaType)
            ? mediaType
            : throw RegistryException.ManifestInvalid($"manifest: media type \"{mediaType}\" must be an OCI or Docker schema 2 manifest or index");
    }
}
