using EdgeOrch.Agent.Supervision.Records;

namespace EdgeOrch.Agent.Tests.Supervision;

/// <summary>The cgroup above all containers: there while one lives, gone with the supervisor that ended last.</summary>
public sealed class ParentCgroupTests : IAsyncDisposable
{
    private readonly DeviceFixture _device = new();

    public ValueTask DisposeAsync() => _device.DisposeAsync();

    [Fact]
    public async Task Run_Shutdown_RemovesIt()
    {
        await _device.StartAsync();
        await _device.Client.StartAsync(_device.Shell("exec sleep 100"), DeviceFixture.Cancel);
        Assert.NotEmpty(Parents());
        await _device.Client.ShutdownAsync(DeviceFixture.Cancel);
        await _device.EndAsync();
        Assert.Empty(Parents());
    }

    [Fact]
    public async Task Run_EndsWhileAContainerRuns_LeavesItAndTheContainer()
    {
        await _device.StartAsync();
        var started = await _device.Client.StartAsync(_device.Shell("exec sleep 100"), DeviceFixture.Cancel);
        await _device.EndAsync();
        Assert.NotEmpty(Parents());
        await _device.StartAsync();
        await _device.SeeAsync("the same process", r => r.Phase == ContainerPhase.Running && r.Pid == started.Pid);
    }

    private IEnumerable<string> Parents() =>
        Directory.GetDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup").Select(h => Path.Combine(h, _device.Options.CgroupParent)).Where(Directory.Exists);
}
