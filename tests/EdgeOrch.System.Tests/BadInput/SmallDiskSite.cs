using EdgeOrch.System.Tests.Programs;

namespace EdgeOrch.System.Tests.BadInput;

/// <summary>A site whose device keeps its state on a disk of its own, of few megabytes.</summary>
public sealed class SmallDiskSite : Site
{
    /// <summary>Makes the disk larger or smaller, at once.</summary>
    internal Task ResizeAsync(string size) => MountAsync("-o", $"remount,size={size}", DeviceFolder);

    protected override Task PrepareAsync()
    {
        Directory.CreateDirectory(DeviceFolder);
        return MountAsync("-t", "tmpfs", "-o", "size=4m", "tmpfs", DeviceFolder);
    }

    protected override async Task CleanUpAsync() => (await PublishedProgram.RunAsync("/bin/umount", ["--lazy", DeviceFolder])).Succeeded();

    private static async Task MountAsync(params string[] arguments) => (await PublishedProgram.RunAsync("/bin/mount", arguments)).Succeeded();
}
