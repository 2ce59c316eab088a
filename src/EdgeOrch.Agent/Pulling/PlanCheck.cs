using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Images;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.Agent.Pulling;

/// <summary>Checks a plan of the control plane before and after its documents are here.</summary>
internal static class PlanCheck
{
    /// <summary>Checks that the plan is for this image and within bounds.</summary>
    /// <exception cref="ImageException"><c>plan-invalid</c>.</exception>
    public static void Check(ImagePlan plan, ResolvedImage image)
    {
        if (plan.Manifest.Digest != image.Digest) throw Invalid(image.Digest, $"it is for manifest {plan.Manifest.Digest}");
        foreach (var document in (BlobDescriptor[])[plan.Manifest, plan.Config])
        {
            if (!document.Digest.IsValid || document.Size is < 1 or > Limits.ImageManifestBytes)
                throw Invalid(image.Digest, $"document \"{document.Digest}\" has {document.Size} bytes; 1 to {Limits.ImageManifestBytes} are taken");
        }

        if (plan.Layers.Count > ImageManifest.MaxLayers) throw Invalid(image.Digest, $"it has {plan.Layers.Count} layers; at most {ImageManifest.MaxLayers}");
        foreach (var layer in plan.Layers)
        {
            if (!layer.DiffId.IsValid || layer.FullBytes < 0) throw Invalid(image.Digest, "a layer has no diff_id or a negative size");
            if (layer.Blob is { } blob && (!blob.Digest.IsValid || blob.Size < 1)) throw Invalid(image.Digest, $"the blob of layer {layer.DiffId} has no digest or no bytes");
        }
    }

    /// <summary>Checks that the plan's layers are those of the config, which its digest vouches for, and that the image is for this device.</summary>
    /// <exception cref="ImageException"><c>plan-invalid</c> or <c>image-platform</c>.</exception>
    public static void CheckLayers(ImagePlan plan, ImageConfig config, Platform platform)
    {
        if (config.Os != platform.Os || config.Architecture != platform.Architecture)
            throw new ImageException("image-platform", $"image {plan.Manifest.Digest}: is for {config.Platform}, this device is {platform}");
        if (!plan.Layers.Select(l => l.DiffId).SequenceEqual(config.RootFilesystem.DiffIds))
            throw Invalid(plan.Manifest.Digest, "its layers are not those of the image's config");
    }

    private static ImageException Invalid(Digest image, string what) => new("plan-invalid", $"plan of image {image}: {what}");
}
