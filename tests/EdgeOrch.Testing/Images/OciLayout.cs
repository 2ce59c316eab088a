using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeOrch.Testing.Images;

/// <summary>Writes OCI layouts byte by byte, so that they can hold what no honest tool would make.</summary>
public static class OciLayout
{
    /// <summary>Writes a layout of one image with one layer, compressed by gzip.</summary>
    /// <param name="folder">Made; must not exist.</param>
    /// <param name="layer">The tar.</param>
    /// <param name="diffId">What the config calls the layer; null for the truth.</param>
    /// <param name="architecture">As in the image specification.</param>
    /// <param name="entrypoint">First process of the image.</param>
    public static void Write(string folder, byte[] layer, string? diffId = null, string architecture = "amd64", params string[] entrypoint)
    {
        ArgumentNullException.ThrowIfNull(layer);
        Directory.CreateDirectory(Path.Combine(folder, "blobs", "sha256"));
        var config = Put(folder, "application/vnd.oci.image.config.v1+json", Json(new JsonObject
        {
            ["architecture"] = architecture,
            ["os"] = "linux",
            ["config"] = new JsonObject { ["Entrypoint"] = new JsonArray([.. entrypoint.Select(word => (JsonNode)word)]) },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray(diffId ?? DigestOf(layer)) },
        }));
        var manifest = Put(folder, "application/vnd.oci.image.manifest.v1+json", Json(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = "application/vnd.oci.image.manifest.v1+json",
            ["config"] = config,
            ["layers"] = new JsonArray(Put(folder, "application/vnd.oci.image.layer.v1.tar+gzip", Gzip(layer))),
        }));
        File.WriteAllBytes(Path.Combine(folder, "oci-layout"), Json(new JsonObject { ["imageLayoutVersion"] = "1.0.0" }));
        File.WriteAllBytes(Path.Combine(folder, "index.json"), Json(new JsonObject { ["schemaVersion"] = 2, ["manifests"] = new JsonArray(manifest) }));
    }

    /// <summary>The digest of some content, <c>sha256:…</c>.</summary>
    public static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    private static JsonObject Put(string folder, string mediaType, byte[] content)
    {
        var digest = DigestOf(content);
        File.WriteAllBytes(Path.Combine(folder, "blobs", "sha256", digest["sha256:".Length..]), content);
        return new JsonObject { ["mediaType"] = mediaType, ["digest"] = digest, ["size"] = content.Length };
    }

    private static byte[] Gzip(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize)) gzip.Write(content);
        return compressed.ToArray();
    }

    private static byte[] Json(JsonObject node) => JsonSerializer.SerializeToUtf8Bytes(node);
}
