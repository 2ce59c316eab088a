using EdgeOrch.System.Tests.Programs;

namespace EdgeOrch.System.Tests.MainJob;

/// <summary>The promise: what an operator writes down runs on the device, and its update costs little.</summary>
public sealed class MainJobTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task Apply_OfAManifest_RunsTheContainerAndShowsItsLog()
    {
        await site.PushSampleAsync();
        await site.ApplyAsync(site.Manifest("main", "v1", 8101));

        var workload = await site.AwaitRunningAsync("main/web", 1);
        var log = (await site.EdgectlAsync("logs", site.Device, "main/web")).Succeeded();

        Assert.True(workload.Pid > 0);
        Assert.Contains("version v1", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_OfASmallChange_TravelsAsAFractionOfTheImage()
    {
        await site.PushSampleAsync();
        await site.ApplyAsync(site.Manifest("update", "v1", 8102));
        await site.AwaitRunningAsync("update/web", 1);

        await site.ApplyAsync(site.Manifest("update", "v2", 8102));
        var pull = (await site.AwaitRunningAsync("update/web", 2)).Pull!;

        Assert.Equal(1, pull.DeltaLayers);
        Assert.InRange(pull.ReceivedBytes, 1, pull.FullBytes / 20);
    }

    [Fact]
    public async Task Delete_OfADeployment_StopsItsProcess()
    {
        await site.PushSampleAsync();
        await site.ApplyAsync(site.Manifest("gone", "v1", 8103));
        var pid = (await site.AwaitRunningAsync("gone/web", 1)).Pid!.Value;

        (await site.EdgectlAsync("delete", "deployment", "gone")).Succeeded();

        await site.AwaitDeviceAsync("the workload to be gone", device => device.Workloads.All(w => w.Id.Deployment != "gone"));
        Assert.False(Directory.Exists($"/proc/{pid}"));
    }
}
