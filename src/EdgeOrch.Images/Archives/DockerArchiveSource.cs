using System.Text.Json;
using EdgeOrch.Contracts;
using EdgeOrch.Images.Layouts;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.Images.Archives;

/// <summary>The archive of <c>docker save</c>: an OCI layout in a tar, or the older form with <c>manifest.json</c> and plain layers.</summary>
public sealed class DockerArchiveSource : IImageSource
{
    private readonly ArchiveFiles _files;
    private readonly Dictionary<Digest, byte[]> _documents = [];
    private readonly Dictionary<Digest, string> _layers = [];

    private DockerArchiveSource(ArchiveFiles files, byte[] manifest)
    {
        _files = files;
        try
        {
            var images = JsonSerializer.Deserialize(manifest, ImageJsonContext.Default.DockerArchive) ?? [];
            Images = [.. images.SelectMany(Convert)];
        }
        catch (JsonException e)
        {
            throw new ImageException("archive-malformed", $"\"{files.Name}\": manifest.json: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<SourceImage> Images { get; }

    /// <summary>Opens an archive, uncompressed.</summary>
    /// <exception cref="ImageException"><c>archive-malformed</c>, <c>manifest-malformed</c> or a tar's code.</exception>
    public static IImageSource Open(string file)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        var files = new ArchiveFiles(file);
        try
        {
            if (files.Contains("oci-layout") && files.Contains("index.json")) return new LayoutSource(files.Open, file, files);
            using var manifest = files.Open("manifest.json")
                ?? throw new ImageException("archive-malformed", $"\"{file}\": holds neither an OCI layout nor a docker-save manifest.json");
            return new DockerArchiveSource(files, BlobReading.ReadLimited(manifest, $"\"{file}\": manifest.json"));
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Stream OpenBlob(Digest digest)
    {
        if (_documents.TryGetValue(digest, out var document)) return new MemoryStream(document, writable: false);
        if (!_layers.TryGetValue(digest, out var path)) throw new ImageException("blob-missing", $"blob {digest}: not in the archive");
        return new VerifyingStream(OpenFile(path), digest);
    }

    /// <inheritdoc/>
    public void Dispose() => _files.Dispose();

    // The older form has no manifest: make the one that says the same, with Docker's media types and the layers as they are.
    private IEnumerable<SourceImage> Convert(DockerArchiveImage image)
    {
        using var stream = OpenFile(image.Config);
        var config = BlobReading.ReadLimited(stream, $"\"{_files.Name}\": {image.Config}");
        var diffIds = ImageDocuments.ParseConfig(config).RootFilesystem.DiffIds;
        if (diffIds.Count != image.Layers.Count)
            throw new ImageException("archive-malformed", $"\"{_files.Name}\": {image.Layers.Count} layers, but the config has {diffIds.Count} diff_ids");
        for (var i = 0; i < diffIds.Count; i++) _layers[diffIds[i]] = image.Layers[i];
        var manifest = JsonSerializer.SerializeToUtf8Bytes(
            new ImageManifest
            {
                SchemaVersion = 2,
                MediaType = MediaTypes.OciManifest,
                Config = Describe(MediaTypes.OciConfig, config),
                Layers = [.. diffIds.Select((d, i) => new Descriptor { MediaType = MediaTypes.OciLayer, Digest = d, Size = _files.Size(image.Layers[i]) })],
            },
            ImageJsonContext.Default.ImageManifest);
        var root = Describe(MediaTypes.OciManifest, manifest);
        return image.RepoTags is { Count: > 0 } tags ? tags.Select(t => new SourceImage(t, root)) : [new SourceImage(null, root)];
    }

    private Descriptor Describe(string mediaType, byte[] document)
    {
        var digest = Digest.Compute(document);
        _documents[digest] = document;
        return new Descriptor { MediaType = mediaType, Digest = digest, Size = document.Length };
    }

    private Stream OpenFile(string path) =>
        _files.Open(path) ?? throw new ImageException("archive-malformed", $"\"{_files.Name}\": \"{path}\" is missing");
}
