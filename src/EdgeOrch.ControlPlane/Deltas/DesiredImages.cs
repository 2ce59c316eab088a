using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.ControlPlane.Devices;
using EdgeOrch.ControlPlane.Registry;
using EdgeOrch.Images;
using EdgeOrch.Images.Manifests;
using EdgeOrch.Transport;

namespace EdgeOrch.ControlPlane.Deltas;

/// <summary>Reads images for devices, and only those that the device's desired state names.</summary>
internal sealed class DesiredImages(IGrainFactory grains, IRegistry registry)
{
    /// <summary>The image.</summary>
    /// <exception cref="RpcException"><c>image-not-desired</c>, <c>image-unknown</c> or <c>image-malformed</c>.</exception>
    public async Task<DesiredImage> ReadAsync(DeviceId device, string repository, Digest image, CancellationToken cancellation)
    {
        var desired = image.IsValid ? await grains.GetGrain<IDeviceGrain>(device.ToString()).GetDesiredAsync() : null;
        if (desired is null || !desired.Workloads.Any(w => w.Image.Repository == repository && w.Image.Digest == image))
            throw Refused("image-not-desired", $"image \"{image}\" is not in the device's desired state");
        if (await registry.ResolveAsync(repository, image.ToString(), cancellation) is not { } stored)
            throw Refused("image-unknown", $"image \"{image}\" is not in the registry");
        try
        {
            return await ReadAsync(stored, cancellation);
        }
        catch (ImageException e)
        {
            throw Refused("image-malformed", $"image \"{image}\": {e.Message}");
        }
    }

    private async Task<DesiredImage> ReadAsync(StoredManifest stored, CancellationToken cancellation)
    {
        var manifest = ImageDocuments.ParseManifest(stored.Content);
        if (manifest.Config.Size > Limits.ImageManifestBytes) throw new ImageException("manifest-too-large", $"config of {manifest.Config.Size} bytes");
        await using var blob = registry.OpenBlob(manifest.Config.Digest) ?? throw new ImageException("image-unknown", "its config is not in the registry");
        var content = new byte[manifest.Config.Size];
        await blob.ReadExactlyAsync(content, cancellation);
        var config = ImageDocuments.ParseConfig(content);
        ImageDocuments.CheckRunnable(manifest, config);
        return new DesiredImage(
            stored.Repository, new BlobDescriptor(stored.Digest, stored.Content.Length, stored.MediaType), Describe(manifest.Config),
            [.. manifest.Layers.Select(Describe)], [.. config.RootFilesystem.DiffIds]);
    }

    private static BlobDescriptor Describe(Descriptor descriptor) => new(descriptor.Digest, descriptor.Size, descriptor.MediaType);

    private static RpcException Refused(string code, string message) => new(new RpcError(code, message, false));
}
