using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.ControlPlane.Devices;
using EdgeOrch.ControlPlane.Registry;
using EdgeOrch.Images;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>Pins image references to digests, as the registry has them at this moment.</summary>
internal sealed class ImagePinner(IRegistry registry)
{
    /// <summary>The images of a manifest's containers, in order; one that cannot be pinned has no platform and is added to <paramref name="problems"/>.</summary>
    public async Task<IReadOnlyList<PinnedImage>> PinAsync(ReadManifest read, List<Problem> problems, CancellationToken cancellation)
    {
        var pinned = new List<PinnedImage>();
        foreach (var (index, container) in read.Manifest.Spec.Containers.Index())
        {
            try
            {
                pinned.Add(await PinAsync(container.Image, cancellation));
            }
            catch (ImageException refused)
            {
                problems.Add(new Problem(refused.Code, $"spec.containers[{index}].image", refused.Message, read.Lines[index].Image));
                pinned.Add(new PinnedImage(container.Image, []));
            }
        }
        return pinned;
    }

    /// <summary>The platforms of a stored manifest: those of an index, or the one of an image.</summary>
    /// <exception cref="ImageException">It is no image, or a part of it is missing or malformed.</exception>
    public IReadOnlyList<PlatformImage> Platforms(StoredManifest manifest)
    {
        if (MediaTypes.IsIndex(manifest.MediaType))
        {
            return
            [
                .. ImageDocuments.ParseIndex(manifest.Content).Manifests
                    // Attestations stand in an index as images for the platform "unknown".
                    .Where(entry => MediaTypes.IsManifest(entry.MediaType) && entry.Platform is { Os: not "unknown" })
                    .Select(entry => new PlatformImage(entry.Platform!, new ResolvedImage(manifest.Repository, entry.Digest))),
            ];
        }
        if (!MediaTypes.IsManifest(manifest.MediaType)) throw new ImageException("image-unsupported", $"media type \"{manifest.MediaType}\" is no image");
        var config = ImageDocuments.ParseManifest(manifest.Content).Config;
        return [new PlatformImage(ReadConfig(config).Platform, new ResolvedImage(manifest.Repository, manifest.Digest))];
    }

    private async Task<PinnedImage> PinAsync(string text, CancellationToken cancellation)
    {
        if (!ImageReference.TryParse(text, out var reference)) throw new ImageException("bad-image", $"\"{text}\" is no image");
        var manifest = await registry.ResolveAsync(reference.Repository, reference.Reference, cancellation)
            ?? throw new ImageException("image-not-found", $"image \"{text}\" is not in the registry: push it first");
        try
        {
            var platforms = Platforms(manifest);
            return platforms.Count > 0 ? new PinnedImage(text, platforms) : throw new ImageException("image-unsupported", "it holds no image for any platform");
        }
        catch (ImageException refused)
        {
            throw new ImageException(refused.Code, $"image \"{text}\": {refused.Message}", refused);
        }
    }

    private ImageConfig ReadConfig(Descriptor descriptor)
    {
        using var stream = registry.OpenBlob(descriptor.Digest) ?? throw new ImageException("image-incomplete", $"its config {descriptor.Digest} is not in the registry");
        if (stream.Length > Limits.ImageManifestBytes) throw new ImageException("manifest-too-large", $"its config has {stream.Length} bytes: may have {Limits.ImageManifestBytes} at most");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return ImageDocuments.ParseConfig(bytes);
    }
}
