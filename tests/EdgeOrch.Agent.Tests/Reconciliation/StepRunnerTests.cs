using EdgeOrch.Agent.Reconciliation;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Tests.Pulling;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts.Desired;

namespace EdgeOrch.Agent.Tests.Reconciliation;

public sealed class StepRunnerTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PullingDevice _device;
    private readonly DesiredWorkload _first;

    public StepRunnerTests()
    {
        _device = new PullingDevice(_folder.Path);
        _first = PullingDevice.Wish(1, _device.Cloud.First);
    }

    [Fact]
    public async Task Run_Pull_PreparesTheImageAndAsksNothingOfTheSupervisor()
    {
        await RunAsync(new Step.Pull(_first.Image));
        Assert.True(_device.Runner.HasImage(_first.Image.Digest));
        Assert.Empty(_device.Supervisor.Calls);
    }

    [Fact]
    public async Task Run_StartWithoutItsImage_IsRefusedBeforeTheSupervisorIsAsked()
    {
        var e = await Assert.ThrowsAsync<WorkloadException>(() => RunAsync(new Step.Start(_first)));
        Assert.Equal(("image-missing", true), (e.Reason, e.Retryable));
        Assert.Empty(_device.Supervisor.Calls);
    }

    [Fact]
    public async Task Run_Start_KeepsTheWritableFolderOfThisWishAndRemovesEarlierOnes()
    {
        await RunAsync(new Step.Pull(_first.Image));
        await RunAsync(new Step.Start(_first));
        var old = Upper();
        await File.WriteAllTextAsync(Path.Combine(old, "written"), "by the old one", TestContext.Current.CancellationToken);
        await RunAsync(new Step.Start(_first));
        Assert.True(File.Exists(Path.Combine(old, "written")));
        await RunAsync(new Step.Start(_first with { Revision = 2, Container = _first.Container with { User = "5" } }));
        Assert.NotEqual(old, Upper());
        Assert.False(Directory.Exists(old));
        Assert.True(Directory.Exists(Upper()));
    }

    [Fact]
    public async Task Run_SupervisorRefusesTheStart_KeepsTheFoldersOfWhatRuns()
    {
        await RunAsync(new Step.Pull(_first.Image));
        await RunAsync(new Step.Start(_first));
        var old = Upper();
        _device.Supervisor.OnStart = _ => throw new SupervisorException(SupervisorErrorKind.Failed, "mount \"/proc\": EPERM");
        await Assert.ThrowsAsync<SupervisorException>(() => RunAsync(new Step.Start(_first with { Container = _first.Container with { User = "5" } })));
        Assert.True(Directory.Exists(old));
    }

    [Fact]
    public async Task Run_Remove_TakesTheWorkloadsFolderWithIt()
    {
        await RunAsync(new Step.Pull(_first.Image));
        await RunAsync(new Step.Start(_first));
        await RunAsync(new Step.Remove(Wishes.Web));
        Assert.Equal("remove shop.web", _device.Supervisor.Calls[^1]);
        Assert.False(Directory.Exists(_folder.Of("workloads", "shop.web")));
        await RunAsync(new Step.Remove(Wishes.Web));
    }

    // A wish that can never run is told at once, and the old one runs on.
    [Fact]
    public async Task Loop_NewWishCannotStart_LeavesTheOldRevisionRunning()
    {
        await _device.RunsAsync(1, _device.Cloud.First);
        _device.Supervisor.OnStart = _ => throw new SupervisorException(SupervisorErrorKind.Invalid, "process.cwd: \"x\" is not an absolute path");
        var why = await _device.FailsAsync(2, _device.Cloud.AddImage(Tars.OneFile("hello", "second\n")));
        Assert.Equal(("Running", "start-failed", false), (why.Type, why.Reason, why.Retryable));
        Assert.Equal(1, _device.Reported.Revision);
        Assert.NotNull(_device.Reported.Pid);
        Assert.DoesNotContain(_device.Supervisor.Calls, c => c.StartsWith("remove", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await _device.DisposeAsync();
        _folder.Dispose();
    }

    private string Upper() => _device.Supervisor.Launches[^1].Rootfs.Upper;

    private Task<ContainerRecord?> RunAsync(Step step) => _device.Runner.RunAsync(step, _ => { }, TestContext.Current.CancellationToken);
}
