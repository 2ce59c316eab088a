using EdgeOrch.Contracts.Messages;
using EdgeOrch.System.Tests.Programs;
using EdgeOrch.Testing;

namespace EdgeOrch.System.Tests.MainJob;

/// <summary>The promise: whatever is killed comes back to where it was, and workloads do not notice.</summary>
public sealed class RestartTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task Workload_WhenTheAgentIsKilledAndStartedAgain_KeepsItsProcess()
    {
        await site.PushSampleAsync();
        await site.ApplyAsync(site.Manifest("agent", "v1", 8111));
        var before = await site.AwaitRunningAsync("agent/web", 1);

        await site.Agent.KillAsync();
        Assert.True(Directory.Exists($"/proc/{before.Pid}"));
        site.Agent.Start();
        await site.ApplyAsync(site.Manifest("agent-next", "v1", 8112));
        await site.AwaitRunningAsync("agent-next/web", 1);

        Assert.Equal(before.Pid, (await site.AwaitRunningAsync("agent/web", 1)).Pid);
    }

    [Fact]
    public async Task DesiredState_WhenTheControlPlaneIsKilledAndStartedAgain_IsStillThere()
    {
        await site.PushSampleAsync();
        await site.ApplyAsync(site.Manifest("cloud", "v1", 8113));
        var before = await site.AwaitRunningAsync("cloud/web", 1);

        await site.ControlPlane.KillAsync();
        site.ControlPlane.Start();
        await site.AwaitApiAsync();
        await site.AwaitLinkAsync(LinkState.Online);

        Assert.Equal(before.Pid, (await site.AwaitRunningAsync("cloud/web", 1)).Pid);
        await site.ApplyAsync(site.Manifest("cloud", "v2", 8113));
        await site.AwaitRunningAsync("cloud/web", 2);
    }

    [Fact]
    public async Task Device_StartedWithNoControlPlane_RunsItsWorkloadsAndTellsLater()
    {
        await site.PushSampleAsync();
        await site.ApplyAsync(site.Manifest("offline", "v1", 8114));
        var before = await site.AwaitRunningAsync("offline/web", 1);

        await site.ControlPlane.KillAsync();
        await site.PowerCycleDeviceAsync();
        await Eventually.HoldsAsync(
            "the workload to run again with no cloud", TimeSpan.FromSeconds(60), () => site.LogOf("offline/web").Split("serving").Length > 2);

        site.ControlPlane.Start();
        await site.AwaitApiAsync();
        await site.AwaitDeviceAsync(
            "the new process to be reported",
            device => device.Link == LinkState.Online && device.Workloads.Any(w => w.Id.Deployment == "offline" && w.Reported?.Pid is { } pid && pid != before.Pid));
    }
}
