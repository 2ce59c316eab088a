namespace EdgeOrch.System.Tests.BadInput;

/// <summary>The promise: a full disk is said to be full, costs nothing that runs, and is forgotten once there is room.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    // One for each test: a disk cannot be made smaller than what is on it.
    private readonly SmallDiskSite _site = new();

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Pull_OnAFullDisk_SaysSoAndGoesOnWhenThereIsRoom()
    {
        await _site.PushSampleAsync();
        await _site.ApplyAsync(_site.Manifest("full", "v1", 8141));

        var why = await _site.AwaitWhyAsync("full/web", "ImageReady");
        await _site.ResizeAsync("64m");

        Assert.Equal("no-space", why.Reason);
        await _site.AwaitRunningAsync("full/web", 1);
    }

    [Fact]
    public async Task Workload_WhenTheDevicesDiskFillsUp_GoesOnRunningAndIsUpdatedWhenThereIsRoom()
    {
        await _site.ResizeAsync("64m");
        await _site.PushSampleAsync();
        await _site.ApplyAsync(_site.Manifest("fills", "v1", 8142));
        var before = await _site.AwaitRunningAsync("fills/web", 1);
        var ballast = Path.Combine(_site.DeviceFolder, "ballast");

        Fill(ballast);
        await _site.ApplyAsync(_site.Manifest("fills", "v2", 8142));
        var device = await _site.AwaitDeviceAsync("the device to say that its disk is full", seen => seen.Conditions.Any(c => c.Type == "DesiredStateAccepted"));
        Assert.Equal("desired-not-kept", device.Conditions.First(c => c.Type == "DesiredStateAccepted").Reason);
        Assert.Equal(before.Pid, (await _site.AwaitRunningAsync("fills/web", 1)).Pid);

        File.Delete(ballast);
        await _site.AwaitRunningAsync("fills/web", 2);
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
