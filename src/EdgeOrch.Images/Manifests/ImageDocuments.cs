using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Contracts;

namespace EdgeOrch.Images.Manifests;

/// <summary>Reads and checks indexes, manifests and configurations; each at most <see cref="Limits.ImageManifestBytes"/> long.</summary>
public static class ImageDocuments
{
    private const int MaxItems = 1000;

    /// <summary>Reads an index.</summary>
    /// <exception cref="ImageException"><c>manifest-malformed</c> or <c>manifest-too-large</c>.</exception>
    public static ImageIndex ParseIndex(ReadOnlySpan<byte> json)
    {
        var index = Parse(json, ImageJsonContext.Default.ImageIndex, "image index");
        CheckSchema(index.SchemaVersion, "image index");
        if (index.MediaType is not null && !MediaTypes.IsIndex(index.MediaType)) throw Malformed($"image index: mediaType \"{index.MediaType}\" is no index");
        Check(index.Manifests, "image index: manifests");
        return index;
    }

    /// <summary>Reads an image manifest.</summary>
    /// <exception cref="ImageException"><c>manifest-malformed</c> or <c>manifest-too-large</c>.</exception>
    public static ImageManifest ParseManifest(ReadOnlySpan<byte> json)
    {
        var manifest = Parse(json, ImageJsonContext.Default.ImageManifest, "image manifest");
        CheckSchema(manifest.SchemaVersion, "image manifest");
        if (manifest.MediaType is not null && !MediaTypes.IsManifest(manifest.MediaType))
            throw Malformed($"image manifest: mediaType \"{manifest.MediaType}\" is no image manifest");
        Check([manifest.Config], "image manifest: config");
        Check(manifest.Layers, "image manifest: layers");
        return manifest;
    }

    /// <summary>Reads an image's configuration.</summary>
    /// <exception cref="ImageException"><c>manifest-malformed</c> or <c>manifest-too-large</c>.</exception>
    public static ImageConfig ParseConfig(ReadOnlySpan<byte> json)
    {
        var config = Parse(json, ImageJsonContext.Default.ImageConfig, "image config");
        if (config.Os.Length == 0 || config.Architecture.Length == 0) throw Malformed("image config: os and architecture must not be empty");
        if (config.RootFilesystem.Type != "layers") throw Malformed($"image config: rootfs.type \"{config.RootFilesystem.Type}\" must be \"layers\"");
        if (config.RootFilesystem.DiffIds.Count > MaxItems) throw Malformed($"image config: rootfs.diff_ids must be at most {MaxItems}");
        return config;
    }

    /// <summary>Checks that a manifest can be run: its layers are ones that we unpack, as many as the configuration has diff_ids and as a root takes.</summary>
    /// <exception cref="ImageException"><c>image-unsupported</c> or <c>manifest-malformed</c>.</exception>
    public static void CheckRunnable(ImageManifest manifest, ImageConfig config)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(config);
        if (manifest.Layers.Count is 0 or > ImageManifest.MaxLayers)
            throw new ImageException("image-unsupported", $"image manifest: {manifest.Layers.Count} layers; must be 1 to {ImageManifest.MaxLayers}");
        for (var i = 0; i < manifest.Layers.Count; i++)
        {
            if (!MediaTypes.IsLayer(manifest.Layers[i].MediaType))
                throw new ImageException("image-unsupported", $"image manifest: layers[{i}]: media type \"{manifest.Layers[i].MediaType}\" is no layer in tar, gzip or zstd");
        }

        if (manifest.Layers.Count != config.RootFilesystem.DiffIds.Count)
            throw Malformed($"image manifest: {manifest.Layers.Count} layers, but the config has {config.RootFilesystem.DiffIds.Count} diff_ids");
    }

    private static T Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, string what)
        where T : class
    {
        if (json.Length > Limits.ImageManifestBytes)
            throw new ImageException("manifest-too-large", $"{what}: {json.Length} bytes, the limit is {Limits.ImageManifestBytes}");
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw Malformed($"{what}: is null");
        }
        catch (JsonException e)
        {
            throw new ImageException("manifest-malformed", $"{what}: {e.Message}", e);
        }
    }

    private static void CheckSchema(int version, string what)
    {
        if (version != 2) throw Malformed($"{what}: schemaVersion {version} must be 2");
    }

    private static void Check(IReadOnlyList<Descriptor> descriptors, string path)
    {
        if (descriptors.Count > MaxItems) throw Malformed($"{path}: {descriptors.Count} entries, the limit is {MaxItems}");
        for (var i = 0; i < descriptors.Count; i++)
        {
            if (descriptors[i] is null || !descriptors[i].Digest.IsValid) throw Malformed($"{path}[{i}]: has no digest");
            if (descriptors[i].Size < 0) throw Malformed($"{path}[{i}]: size {descriptors[i].Size} must not be negative");
        }
    }

    private static ImageException Malformed(string message) => new("manifest-malformed", message);
}
