using EdgeOrch.Contracts;
using EdgeOrch.ControlPlane.Registry;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.ControlPlane.Deltas;

/// <summary>Deltas as artifacts of the registry that refer to the image they make a layer of; they go when it goes.</summary>
internal sealed class DeltaStore(IRegistry registry)
{
    private const string TargetAnnotation = "io.edgeorch.delta.target";
    private const string BasesAnnotation = "io.edgeorch.delta.bases";

    /// <summary>The delta from these bases to a layer of the image; null when there is none.</summary>
    public async Task<BlobDescriptor?> FindAsync(DesiredImage image, Digest target, IReadOnlyList<Digest> bases, CancellationToken cancellation) =>
        (await ListAsync(image, cancellation)).FirstOrDefault(m => IsFor(m, target, bases))?.Layers is [var blob] ? Describe(blob) : null;

    /// <summary>The blobs of all deltas of the image.</summary>
    public async Task<IReadOnlyList<BlobDescriptor>> BlobsAsync(DesiredImage image, CancellationToken cancellation) =>
        [.. (await ListAsync(image, cancellation)).SelectMany(m => m.Layers).Select(Describe)];

    /// <summary>Stores a delta; the file is moved into the registry.</summary>
    public Task<BlobDescriptor> PutAsync(DesiredImage image, Digest target, IReadOnlyList<Digest> bases, string path, CancellationToken cancellation)
    {
        var annotations = new Dictionary<string, string> { [TargetAnnotation] = target.ToString(), [BasesAnnotation] = Join(bases) };
        return registry.PutArtifactAsync(
            new ArtifactUpload(image.Repository, image.Manifest, MediaTypes.Delta, MediaTypes.Delta, annotations, path), cancellation);
    }

    private async Task<IReadOnlyList<ImageManifest>> ListAsync(DesiredImage image, CancellationToken cancellation)
    {
        var referrers = await registry.ListReferrersAsync(image.Repository, image.Manifest.Digest, MediaTypes.Delta, cancellation);
        return [.. referrers.Select(r => ImageDocuments.ParseManifest(r.Content))];
    }

    private static bool IsFor(ImageManifest manifest, Digest target, IReadOnlyList<Digest> bases) =>
        manifest.Annotations is { } annotations
        && annotations.GetValueOrDefault(TargetAnnotation) == target.ToString()
        && annotations.GetValueOrDefault(BasesAnnotation) == Join(bases);

    private static BlobDescriptor Describe(Descriptor descriptor) => new(descriptor.Digest, descriptor.Size, descriptor.MediaType);

    private static string Join(IReadOnlyList<Digest> bases) => string.Join(',', bases);
}
