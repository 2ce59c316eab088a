using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Contracts;
using EdgeOrch.Images;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.Cli.Images;

/// <summary>Pushes an image or an index: blobs first, then the manifests over them, the tag last, so that no tag ever points to something incomplete.</summary>
internal sealed class ImagePusher(IImageSource source, RegistryClient registry, PushProgress progress)
{
    public async Task PushAsync(Descriptor root, string tag, CancellationToken cancel)
    {
        var document = Read(root);
        if (MediaTypes.IsIndex(root.MediaType)) await PushManifestsAsync(ImageDocuments.ParseIndex(document), cancel);
        else await PushBlobsAsync(ImageDocuments.ParseManifest(document), cancel);
        await registry.PutManifestAsync(tag, root.MediaType, document, cancel);
    }

    // The parts of an index have no tag: they are known by their digest.
    private async Task PushManifestsAsync(ImageIndex index, CancellationToken cancel)
    {
        foreach (var manifest in index.Manifests) await PushAsync(manifest, manifest.Digest.ToString(), cancel);
    }

    private async Task PushBlobsAsync(ImageManifest manifest, CancellationToken cancel)
    {
        foreach (var blob in manifest.Layers.Append(manifest.Config).DistinctBy(b => b.Digest))
        {
            if (await registry.HasBlobAsync(blob, cancel))
            {
                progress.Present(blob);
                continue;
            }

            using var content = source.OpenBlob(blob.Digest);
            await registry.UploadAsync(blob, content, progress.Begin(blob), cancel);
            progress.Pushed(blob);
        }
    }

    private byte[] Read(Descriptor descriptor)
    {
        using var stream = source.OpenBlob(descriptor.Digest);
        return Files.Read(stream, Limits.ImageManifestBytes, $"image manifest {descriptor.Digest}");
    }
}
