using System.Text.Json;
using EdgeOrch.Agent.Link;
using EdgeOrch.Agent.Pulling;
using EdgeOrch.Agent.Reconciliation;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Images;
using Microsoft.Extensions.Logging;

namespace EdgeOrch.Agent.Running;

/// <summary>Removes images that neither the current nor the previous desired state names and nothing runs, each time a generation is applied.</summary>
/// <remarks>The previous ones stay: a rollback must not need the network, and deltas need something to build on.</remarks>
internal sealed partial class ImageCollection(ImagePuller puller, Reconciler reconciler, DataFolder data, ILogger<ImageCollection> log)
{
    private const int MaxBytes = 64 * 1024;
    private readonly Signal _due = new();

    /// <summary>A generation was applied.</summary>
    public void Due() => _due.Give();

    /// <summary>Remembers the images of a desired state that is about to be replaced.</summary>
    public void Remember(DesiredState? replaced)
    {
        if (replaced is null) return;
        IReadOnlyList<Digest> images = [.. replaced.Workloads.Select(w => w.Image.Digest).Distinct()];
        try
        {
            AtomicFile.Write(data.PreviousImages, JsonSerializer.SerializeToUtf8Bytes(images, StorageJson.Default.IReadOnlyListDigest));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not worth holding up what was accepted: at worst an image is pulled again.
            NotRemembered(e.Message);
        }
    }

    /// <summary>Collects until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await _due.TakeAsync(cancellation);
                await CollectAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The end.
        }
    }

    private async Task CollectAsync(CancellationToken cancellation)
    {
        if (reconciler.Desired is not { } desired) return;
        var keep = desired.Workloads.Select(w => w.Image.Digest).ToHashSet();
        foreach (var status in reconciler.Statuses)
        {
            if (status.Record is { } record && LaunchMetadata.Read(record) is { } running) keep.Add(running.Image);
        }

        try
        {
            keep.UnionWith(Previous());
            await puller.CollectGarbageAsync(keep, cancellation);
        }
        catch (Exception e) when (e is ImageException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // A disk that cannot be read now can be at the next turn; the agent goes on till then.
            NotRemoved(e.Message);
        }
    }

    private IReadOnlyList<Digest> Previous()
    {
        try
        {
            return AtomicFile.Read(data.PreviousImages, MaxBytes) is { } content
                ? JsonSerializer.Deserialize(content, StorageJson.Default.IReadOnlyListDigest) ?? []
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The images of the previous desired state were not noted: {Cause}")]
    private partial void NotRemembered(string cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Images that nothing needs were not removed: {Cause}")]
    private partial void NotRemoved(string cause);
}
