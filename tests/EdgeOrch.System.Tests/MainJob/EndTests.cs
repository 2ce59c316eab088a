using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.System.Tests.Programs;
using EdgeOrch.Testing;

namespace EdgeOrch.System.Tests.MainJob;

/// <summary>The promise: SIGTERM anywhere loses nothing, and what happens without a cloud is told later, once.</summary>
public sealed class EndTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task Events_OfATimeWithoutTheCloud_ArriveLaterEachOnce()
    {
        await site.PushSampleAsync();
        await site.ApplyAsync(site.Manifest("events", "v1", 8161));
        var before = await site.AwaitRunningAsync("events/web", 1);
        Assert.Equal(0, await site.ControlPlane.StopAsync());

        for (var deaths = 1; deaths <= 3; deaths++)
        {
            site.KillWorkloads();
            await Eventually.HoldsAsync("the workload to start again", TimeSpan.FromSeconds(60), () => site.LogOf("events/web").Split("serving").Length > deaths + 1);
        }

        site.ControlPlane.Start();
        await site.AwaitApiAsync();
        await site.AwaitLinkAsync(LinkState.Online);
        var events = await Eventually.SeeAsync(
            "the exits to be told", TimeSpan.FromSeconds(60), () => site.GetAsync(WireJson.Default.IReadOnlyListEventView, "events"),
            seen => seen.Count(IsExit) >= 3);

        Assert.Equal(3, events.Count(IsExit));
        Assert.Equal(events.Count, events.Select(one => one.Event.Sequence).Distinct().Count());
        await site.AwaitDeviceAsync("the last of its processes to be reported", device =>
            device.Workloads.Single(w => w.Id.Deployment == "events").Reported is { Phase: WorkloadPhase.Running } now && now.Pid != before.Pid);
    }

    private static bool IsExit(EventView one) => one.Event is { Type: "workload-exited", Workload.Deployment: "events" };

    [Fact]
    public async Task EveryProgram_OnSigterm_EndsWithZeroAndGoesOnAfterwards()
    {
        await site.PushSampleAsync();
        await site.ApplyAsync(site.Manifest("term", "v1", 8162));
        var before = await site.AwaitRunningAsync("term/web", 1);

        Assert.Equal(0, await site.Agent.StopAsync());
        Assert.Equal(0, await site.ControlPlane.StopAsync());
        site.ControlPlane.Start();
        await site.AwaitApiAsync();
        site.Agent.Start();
        await site.AwaitLinkAsync(LinkState.Online);
        Assert.Equal(before.Pid, (await site.AwaitRunningAsync("term/web", 1)).Pid);

        // A supervisor that is told to end leaves its containers running; the next one takes them over.
        Assert.Equal(0, await site.Supervisor.StopAsync());
        Assert.True(Directory.Exists($"/proc/{before.Pid}"));
        site.Supervisor.Start();
        await site.ApplyAsync(site.Manifest("term", "v2", 8162));
        await site.AwaitRunningAsync("term/web", 2);
    }
}
