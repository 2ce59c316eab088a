using EdgeOrch.Containers.Rootfs;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Tests;

public sealed class IsolationTests : IDisposable
{
    private readonly BusyboxRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Start_DefaultSpec_HasItsOwnNamespaces()
    {
        string[] kinds = ["mnt", "pid", "uts", "ipc", "cgroup", "net"];
        var (_, output) = await Run.ToEnd(_root.Shell("for n in mnt pid uts ipc cgroup net; do readlink /proc/self/ns/$n; done"));

        var inside = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(kinds.Length, inside.Length);
        Assert.All(kinds.Zip(inside), pair => Assert.NotEqual(new FileInfo($"/proc/self/ns/{pair.First}").LinkTarget, pair.Second));
    }

    [Fact]
    public async Task Start_AnyWorkload_InheritsNoDescriptorMaskOrIgnoredSignal()
    {
        var (_, output) = await Run.ToEnd(_root.Shell("exec cat /proc/self/status"));

        // Not by listing the folder, which takes a descriptor itself.
        var (_, descriptors) = await Run.ToEnd(_root.Shell("n=3; while [ $n -lt 300 ]; do [ -L /proc/1/fd/$n ] && echo $n; n=$((n+1)); done; echo none"));

        Assert.Contains("SigBlk:\t0000000000000000", output, StringComparison.Ordinal);
        Assert.Contains("SigIgn:\t0000000000000000", output, StringComparison.Ordinal);
        Assert.Equal("none\n", descriptors);
    }

    [Fact]
    public async Task Start_DefaultCapabilities_AreTheBoundingSetAndNoNewPrivilegesIsSet()
    {
        var (_, output) = await Run.ToEnd(_root.Shell("exec cat /proc/self/status"));

        Assert.Contains("CapEff:\t00000000a80425fb", output, StringComparison.Ordinal);
        Assert.Contains("CapBnd:\t00000000a80425fb", output, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t1", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UserWithGroups_RunsWithoutCapabilities()
    {
        var spec = _root.Shell("id -u; id -g; id -G; exec cat /proc/self/status");
        var user = UserResolver.Resolve([_root.Root], "app");
        var (_, output) = await Run.ToEnd(spec with { Process = spec.Process with { User = user.User } });

        Assert.StartsWith("1000\n1001\n1001 2000\n", output, StringComparison.Ordinal);
        Assert.Contains("CapEff:\t0000000000000000", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ReadOnlyRootAndMaskedPaths_CannotBeWrittenOrRead()
    {
        var spec = _root.Shell("touch /x 2>/dev/null || echo ro; wc -c < /proc/timer_list; echo 1 2>/dev/null > /proc/sys/vm/swappiness || echo ro; touch /tmp/y && echo tmp");
        var tmp = new MountSpec { Destination = "/tmp", Type = "tmpfs", Source = "tmpfs", Options = ["size=64k"] };
        var (_, output) = await Run.ToEnd(spec with { Root = spec.Root with { Readonly = true }, Mounts = [.. spec.Mounts, tmp] }, _root.Overlay());

        Assert.Contains("ro\n0\nro\ntmp\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_Volumes_AreSharedWithTheHostAndReadOnlyWhereAsked()
    {
        var (writable, fixedOnes) = (_root.Folder("volume"), _root.Folder("fixed"));
        File.WriteAllText(Path.Combine(fixedOnes, "file"), "content");
        var spec = _root.Shell("cat /fixed/deep/file; echo written > /data/out; touch /fixed/deep/x 2>/dev/null || echo refused");
        MountSpec[] volumes =
        [
            new() { Destination = "/data", Type = "bind", Source = writable, Options = ["rbind"] },
            new() { Destination = "/fixed/deep", Type = "bind", Source = fixedOnes, Options = ["rbind", "ro", "nosuid"] },
        ];
        var (_, output) = await Run.ToEnd(spec with { Mounts = [.. spec.Mounts, .. volumes] }, _root.Overlay());

        Assert.Equal("contentrefused\n", output);
        Assert.Equal("written\n", File.ReadAllText(Path.Combine(writable, "out")));
    }

    [Fact]
    public async Task Start_AnyWorkload_OpensNoDeviceButItsOwn()
    {
        // /dev/kmsg is there on every host; root of the container may make its node.
        var (_, output) = await Run.ToEnd(_root.Shell("mknod /kmsg c 1 11 && echo made; true 2>/dev/null < /kmsg || echo refused; true < /dev/zero && echo zero"));

        Assert.Equal("made\nrefused\nzero\n", output);
    }

    [Fact]
    public async Task Start_ThirtyLayersWithLongPaths_ShowsThemAll()
    {
        var lowers = Enumerable.Range(0, 30).Select(i => _root.Folder($"{new string('l', 100)}:{i}")).ToList();
        for (var i = 0; i < lowers.Count; i++) File.WriteAllText(Path.Combine(lowers[i], $"file{i}"), "");
        var (_, output) = await Run.ToEnd(_root.Shell("ls -d /file* | wc -l"), _root.Overlay() with { Lowers = [.. lowers, _root.Root] });

        Assert.Equal("30", output.Trim());
    }

    [Fact]
    public async Task Start_LinkOfTheImage_LeadsNoMountOutOfTheContainer()
    {
        var outside = _root.Folder("outside");
        Directory.CreateSymbolicLink(Path.Combine(_root.Root, "trap"), outside);
        var spec = _root.Shell("exec true");
        var tmp = new MountSpec { Destination = "/trap/below", Type = "tmpfs", Source = "tmpfs" };

        try
        {
            await Run.ToEnd(spec with { Mounts = [.. spec.Mounts, tmp] }, _root.Overlay());
        }
        catch (ContainerException)
        {
            // Refusing is as good as staying inside.
        }

        Assert.Empty(Directory.GetFileSystemEntries(outside));
    }
}
