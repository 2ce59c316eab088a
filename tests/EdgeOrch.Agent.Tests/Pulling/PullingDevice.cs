using EdgeOrch.Agent.Images;
using EdgeOrch.Agent.Pulling;
using EdgeOrch.Agent.Reconciliation;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Tests.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.Testing;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Agent.Tests.Pulling;

/// <summary>A device's real loop, steps, puller and store for one workload, between a fake control plane and a fake supervisor.</summary>
internal sealed class PullingDevice : IAsyncDisposable, IWorkloadObserver
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _stop = new();
    private readonly ImagePuller _puller;
    private readonly WorkloadLoop _loop;
    private readonly Task _running;

    public PullingDevice(string folder)
    {
        var data = new DataFolder(folder);
        data.Create();
        Store = new ImageStore(data.Images, Time);
        _puller = new ImagePuller(Store, Cloud, new FreeSpace(data.Images));
        Runner = new StepRunner(Store, _puller, Supervisor, data, new Platform("linux", "amd64"));
        _loop = new WorkloadLoop(Wishes.Web, Runner, Time, this);
        _running = Task.Run(() => _loop.RunAsync(_stop.Token));
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch);

    public FakeCloud Cloud { get; } = new();

    public FakeSupervisor Supervisor { get; } = new();

    public ImageStore Store { get; }

    public StepRunner Runner { get; }

    /// <summary>What became of the last wish, as it is reported.</summary>
    public ReportedWorkload Reported => WorkloadReport.Of(_loop.Status, HealthStatus.None);

    /// <summary>A wish for an image.</summary>
    public static DesiredWorkload Wish(int revision, FakeCloud.FakeImage image) => Wishes.Workload(revision) with { Image = image.Resolved };

    /// <summary>Wishes an image and waits until it runs.</summary>
    public async Task RunsAsync(int revision, FakeCloud.FakeImage image)
    {
        _loop.Wish(Wish(revision, image));
        await Eventually.SeeAsync($"revision {revision} to run", Patience, () => Task.FromResult(Reported), r => r is { Phase: WorkloadPhase.Running, Why: null } && r.Revision == revision);
    }

    /// <summary>Wishes an image, waits until that failed, and gives the reported cause.</summary>
    public async Task<Condition> FailsAsync(int revision, FakeCloud.FakeImage image)
    {
        _loop.Wish(Wish(revision, image));
        return (await Eventually.SeeAsync($"revision {revision} to fail", Patience, () => Task.FromResult(Reported), r => r.Why is not null)).Why!;
    }

    void IWorkloadObserver.Changed(WorkloadStatus status)
    {
    }

    void IWorkloadObserver.Failed(WorkloadId id, Failure failure, Exception exception)
    {
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience);
        _loop.Dispose();
        _puller.Dispose();
        _stop.Dispose();
    }
}
