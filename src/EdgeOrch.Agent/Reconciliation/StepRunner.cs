using EdgeOrch.Agent.Images;
using EdgeOrch.Agent.Pulling;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Agent.Reconciliation;

/// <summary>Does steps with the image store, the control plane and the supervisor.</summary>
internal sealed class StepRunner(ImageStore images, ImagePuller puller, ISupervisor supervisor, DataFolder data, Platform platform, bool allowPrivileged = true) : IStepRunner
{
    private readonly LaunchBuilder _launches = new(data, allowPrivileged);

    /// <inheritdoc/>
    public bool HasImage(Digest image) => images.HasImage(image);

    /// <inheritdoc/>
    public async Task<ContainerRecord?> RunAsync(Step step, Action<PullReport> pulling, CancellationToken cancellation)
    {
        switch (step)
        {
            case Step.Pull pull:
                await puller.PullAsync(pull.Image, platform, pulling, cancellation);
                return null;
            case Step.Start start:
                return await StartAsync(start.Workload, cancellation);
            case Step.Stop stop:
                return await supervisor.StopAsync(stop.Id.FileName, cancellation);
            case Step.Remove remove:
                await RemoveAsync(remove.Id, cancellation);
                return null;
            default:
                throw new ArgumentException($"step \"{step}\" is not known", nameof(step));
        }
    }

    private async Task<ContainerRecord> StartAsync(DesiredWorkload workload, CancellationToken cancellation)
    {
        var image = images.GetImage(workload.Image.Digest)
            ?? throw new WorkloadException("image-missing", $"image {workload.Image.Digest}: is not complete on the device");
        var launch = _launches.Build(workload, image);
        var record = await supervisor.StartAsync(launch, cancellation);
        RemoveOldFolders(workload.Id, keep: Path.GetFileName(Path.GetDirectoryName(launch.Rootfs.Upper)!));
        return record;
    }

    private async Task RemoveAsync(WorkloadId id, CancellationToken cancellation)
    {
        await supervisor.RemoveAsync(id.FileName, keepFiles: false, cancellation);
        var folder = FolderOf(id);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    // What earlier wishes wrote; the supervisor has emptied most of it already.
    private void RemoveOldFolders(WorkloadId id, string keep)
    {
        foreach (var folder in Directory.EnumerateDirectories(FolderOf(id)).Where(f => Path.GetFileName(f) is { Length: 16 } name && name != keep).ToList())
            Directory.Delete(folder, recursive: true);
    }

    private string FolderOf(WorkloadId id) => Path.Combine(data.Workloads, id.FileName);
}
