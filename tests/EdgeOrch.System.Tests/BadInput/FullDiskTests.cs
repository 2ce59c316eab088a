namespace EdgeOrch.System.Tests.BadInput;

/// <summary>The promise: a full disk is said to be full, costs nothing that runs, and is forgotten once there is room.</summary>
public sealed class FullDiskTests(SmallDiskSite site) : IClassFixture<SmallDiskSite>
{
    [Fact]
    public async Task Pull_OnAFullDisk_SaysSoAndGoesOnWhenThereIsRoom()
    {
        await site.PushSampleAsync();
        await site.ResizeAsync("4m");
        await site.ApplyAsync(site.Manifest("full", "v1", 8141));

        var why = await site.AwaitWhyAsync("full/web", "ImageReady");
        await site.ResizeAsync("64m");

        Assert.Equal("no-space", why.Reason);
        await site.AwaitRunningAsync("full/web", 1);
    }

    [Fact]
    public async Task Workload_WhenTheDevicesDiskFillsUp_GoesOnRunningAndIsUpdatedWhenThereIsRoom()
    {
        await site.ResizeAsync("64m");
        await site.PushSampleAsync();
        await site.ApplyAsync(site.Manifest("fills", "v1", 8142));
        var before = await site.AwaitRunningAsync("fills/web", 1);
        var ballast = Path.Combine(site.DeviceFolder, "ballast");

        Fill(ballast);
        await site.ApplyAsync(site.Manifest("fills", "v2", 8142));
        var device = await site.AwaitDeviceAsync("the device to say that its disk is full", seen => seen.Conditions.Any(c => c.Type == "DesiredStateAccepted"));
        Assert.Equal("desired-not-kept", device.Conditions.First(c => c.Type == "DesiredStateAccepted").Reason);
        Assert.Equal(before.Pid, (await site.AwaitRunningAsync("fills/web", 1)).Pid);

        File.Delete(ballast);
        await site.AwaitRunningAsync("fills/web", 2);
    }

    private static void Fill(string file)
    {
        using var stream = File.Create(file, 1);
        var block = new byte[64 * 1024];
        try
        {
            while (true) stream.Write(block);
        }
        catch (IOException)
        {
            // It is full, which is what was wanted.
        }
    }
}
