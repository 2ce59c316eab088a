using EdgeOrch.Agent.Images;
using EdgeOrch.Agent.Link;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.Images;
using EdgeOrch.Images.Manifests;
using EdgeOrch.Transport;

namespace EdgeOrch.Agent.Pulling;

/// <summary>Gets images into the store: one at a time, so that memory and link are shared by nobody.</summary>
internal sealed class ImagePuller(ImageStore store, ICloud cloud, FreeSpace space) : IDisposable
{
    // Plans asked for one image before the failure is shown: refused deltas and layers that went missing each cost one.
    private const int MaxPlans = 5;
    private const int MaxDownloads = 3;
    private const int MaxHeldLayers = 4000;
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Makes the image complete in the store. What an interrupted pull had received is not received again.</summary>
    /// <exception cref="ImageException">A blob or layer was refused, or there is no space.</exception>
    /// <exception cref="RpcException">The control plane refuses the image.</exception>
    /// <exception cref="LinkException">The link is down.</exception>
    public async Task PullAsync(ResolvedImage image, Platform platform, Action<PullReport> tell, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (store.HasImage(image.Digest)) return;
            var pull = new Pull(image, platform, new PullProgress(tell), []);
            for (var plans = 1; !await AttemptAsync(pull, last: plans == MaxPlans, cancellation); plans++)
            {
            }

            pull.Progress.Tell();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Removes all images but these, never while one is being pulled.</summary>
    public async Task CollectGarbageAsync(IReadOnlySet<Digest> keep, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            await Task.Run(() => store.CollectGarbage(keep), cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>Follows one plan; false when another plan is needed.</summary>
    private async Task<bool> AttemptAsync(Pull pull, bool last, CancellationToken cancellation)
    {
        var image = pull.Image;
        var plan = await cloud.PlanImageAsync(
            new ImagePlanRequest(image.Repository, image.Digest, [.. store.ListLayers().Take(MaxHeldLayers)], [.. pull.RefusedDeltas]), cancellation);
        PlanCheck.Check(plan, image);
        pull.Progress.Planned(plan, Missing(plan.Manifest) + Missing(plan.Config));
        space.Require(plan.Layers.Where(l => l.Source != LayerSource.Present).Sum(l => l.Blob?.Size ?? 0));

        // 1. Manifest and config, which say what the layers must be.
        var manifest = ImageDocuments.ParseManifest(await DocumentAsync(pull, plan.Manifest, cancellation));
        if (manifest.Config.Digest != plan.Config.Digest) throw new ImageException("plan-invalid", $"image {image.Digest}: the plan names config {plan.Config.Digest}, its manifest {manifest.Config.Digest}");
        var config = ImageDocuments.ParseConfig(await DocumentAsync(pull, plan.Config, cancellation));
        ImageDocuments.CheckRunnable(manifest, config);
        PlanCheck.CheckLayers(plan, config, pull.Platform);

        // 2. The layers, lowest first: a delta may build on one that this pull made.
        foreach (var layer in plan.Layers)
        {
            if (store.HasLayer(layer.DiffId)) continue;
            if (layer.Blob is not { } blob || layer.Source == LayerSource.Present)
                return last ? throw new ImageException("layer-missing", $"image {image.Digest}: the plan takes layer {layer.DiffId} for present") : false;
            if (!await LayerAsync(pull, layer, blob, last, cancellation)) return false;
        }

        // 3. From here on it can be seen.
        await Task.Run(() => store.AddImage(image.Repository, image.Digest), cancellation);
        return true;
    }

    private async Task<bool> LayerAsync(Pull pull, LayerPlan layer, BlobDescriptor blob, bool last, CancellationToken cancellation)
    {
        var path = await BlobAsync(pull, blob, cancellation);
        try
        {
            await Task.Run(
                () =>
                {
                    if (layer.Source == LayerSource.Delta) store.ImportDeltaLayer(path, layer.DiffId, cancellation);
                    else store.ImportFullLayer(path, blob.MediaType, layer.DiffId, cancellation);
                },
                cancellation);
            return true;
        }
        catch (ImageException e) when (e.Code is not ("no-space" or "store-io"))
        {
            // The blob is what its digest says and still no good: it is never asked for again as a delta.
            store.DiscardPartial(blob.Digest);
            if (layer.Source != LayerSource.Delta || last) throw;
            pull.RefusedDeltas.Add(blob.Digest);
            return false;
        }
    }

    private async Task<byte[]> DocumentAsync(Pull pull, BlobDescriptor blob, CancellationToken cancellation)
    {
        if (store.ReadBlob(blob.Digest) is { } held) return held;
        var path = await BlobAsync(pull, blob, cancellation);
        var content = await File.ReadAllBytesAsync(path, cancellation);
        store.WriteBlob(blob.Digest, content);
        store.DiscardPartial(blob.Digest);
        return content;
    }

    private async Task<string> BlobAsync(Pull pull, BlobDescriptor blob, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                using var partial = store.OpenPartial(blob.Digest, blob.Size);
                await DownloadAsync(pull, blob, partial, cancellation);

                // Hashing a large blob takes a while: not on the thread that serves the link.
                return await Task.Run(partial.Complete, CancellationToken.None);
            }
            catch (ImageException e) when (e.Code == "digest-mismatch" && tries < MaxDownloads)
            {
                // The store has dropped the partial file; begin again.
            }
        }
    }

    private async Task DownloadAsync(Pull pull, BlobDescriptor blob, PartialBlob partial, CancellationToken cancellation)
    {
        try
        {
            await cloud.DownloadAsync(new BlobSource(pull.Image.Repository, pull.Image.Digest, blob), new PartialSink(partial, pull.Progress.Received), cancellation);
        }
        catch
        {
            // Only synced bytes count when the download goes on; what was paid for is not paid for twice.
            KeepReceived(partial);
            throw;
        }
    }

    private static void KeepReceived(PartialBlob partial)
    {
        try
        {
            partial.Sync();
        }
        catch (ImageException)
        {
            // The download's own failure is the one to tell; these bytes are fetched again.
        }
    }

    private long Missing(BlobDescriptor blob) => store.ReadBlob(blob.Digest) is null ? blob.Size : 0;

    private sealed record Pull(ResolvedImage Image, Platform Platform, PullProgress Progress, HashSet<Digest> RefusedDeltas);
}
