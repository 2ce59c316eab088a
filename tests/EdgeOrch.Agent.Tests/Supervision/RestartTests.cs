using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Contracts.Manifests;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Agent.Tests.Supervision;

public sealed class RestartTests : IAsyncLifetime
{
    private readonly DeviceFixture _device = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public ValueTask InitializeAsync() => new(_device.StartAsync(_time));

    public ValueTask DisposeAsync() => _device.DisposeAsync();

    [Fact]
    public async Task Start_ContainerThatKeepsFailing_WaitsTwiceAsLongEachTime()
    {
        await _device.Client.StartAsync(_device.Shell("exit 3", RestartPolicy.Always), DeviceFixture.Cancel);
        foreach (var wait in new[] { 1, 2, 4 })
        {
            var restarts = wait switch { 1 => 0, 2 => 1, _ => 2 };
            var seen = await _device.SeeAsync($"back-off of {wait} s", r => r.Phase == ContainerPhase.BackingOff && r.Restarts == restarts);
            Assert.Equal(_time.GetUtcNow() + TimeSpan.FromSeconds(wait), seen.NextStartAt);
            Assert.Equal(3, seen.LastExit!.Code);
            _time.Advance(TimeSpan.FromSeconds(wait));
        }
    }

    [Theory]
    [InlineData("exit 0", RestartPolicy.Always, ContainerPhase.BackingOff)]
    [InlineData("exit 0", RestartPolicy.OnFailure, ContainerPhase.Exited)]
    [InlineData("exit 1", RestartPolicy.OnFailure, ContainerPhase.BackingOff)]
    [InlineData("exit 0", RestartPolicy.Never, ContainerPhase.Exited)]
    [InlineData("exit 1", RestartPolicy.Never, ContainerPhase.Failed)]
    [InlineData("exec /no/such/program", RestartPolicy.Never, ContainerPhase.Failed)]
    public async Task Start_ContainerThatEnds_FollowsItsPolicy(string script, RestartPolicy policy, object phase)
    {
        await _device.Client.StartAsync(_device.Shell(script, policy), DeviceFixture.Cancel);

        var seen = await _device.SeeAsync($"{phase}", r => r.Phase is not (ContainerPhase.Starting or ContainerPhase.Running));
        Assert.Equal((ContainerPhase)phase, seen.Phase);
        Assert.Equal((ContainerPhase)phase == ContainerPhase.BackingOff, seen.Wanted);
    }

    [Fact]
    public async Task Start_ProgramThatDoesNotExist_SaysSoAndTriesAgain()
    {
        var launch = _device.Shell("", RestartPolicy.Always);
        launch = launch with { Spec = launch.Spec with { Process = launch.Spec.Process with { Args = ["/no/such/program"] } } };

        var record = await _device.Client.StartAsync(launch, DeviceFixture.Cancel);

        Assert.Equal(ContainerPhase.BackingOff, record.Phase);
        Assert.Contains("/no/such/program", record.Message, StringComparison.Ordinal);
        Assert.Null(record.Pid);
    }

    [Fact]
    public async Task Remove_WhileBackingOff_VoidsTheRetry()
    {
        await _device.Client.StartAsync(_device.Shell("exit 3", RestartPolicy.Always), DeviceFixture.Cancel);
        await _device.SeeAsync("back-off", r => r.Phase == ContainerPhase.BackingOff);

        await _device.Client.RemoveAsync("app.main", keepFiles: false, DeviceFixture.Cancel);
        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.Empty(await _device.RecordsAsync());
    }

    [Fact]
    public async Task Restart_UnhealthyContainer_StartsAgainAfterItsBackoff()
    {
        var first = await _device.Client.StartAsync(_device.Shell("trap 'exit 0' TERM; echo ready; while :; do sleep 0.1; done", RestartPolicy.OnFailure), DeviceFixture.Cancel);
        // Before its trap it would not hear the signal, and the grace of this clock never ends.
        await _device.SeeLogAsync(1);

        var restarted = await _device.Client.RestartAsync("app.main", "3 health checks failed", DeviceFixture.Cancel);
        Assert.Equal((ContainerPhase.BackingOff, "3 health checks failed"), (restarted.Phase, restarted.Message));
        _time.Advance(TimeSpan.FromSeconds(1));

        var seen = await _device.SeeAsync("a new process", r => r.Phase == ContainerPhase.Running);
        Assert.NotEqual(first.Pid, seen.Pid);
        Assert.Equal(1, seen.Restarts);
    }
}
