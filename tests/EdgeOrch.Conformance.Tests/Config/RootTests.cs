using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Config;

/// <summary>config.md, Root.</summary>
public sealed class RootTests : ContainerTest
{
    [RuntimeFact]
    public void Root_RelativePath_IsBelowTheBundle() => Assert.Equal("busybox", Container.Shows("readlink /bin/sh"));

    [RuntimeFact]
    public void Root_AbsolutePath_IsTaken()
    {
        Directory.Move(Container.Rootfs, Container.PathOf("elsewhere"));
        Container.Config["root"]!["path"] = Container.PathOf("elsewhere");
        Assert.Equal("busybox", Container.Shows("readlink /bin/sh"));
    }

    [RuntimeFact]
    public void Root_Writable_KeepsWhatIsWritten()
    {
        Container.Shows("echo kept > /root/file");
        Assert.Equal("kept\n", File.ReadAllText(Path.Combine(Container.Rootfs, "root/file")));
    }

    [RuntimeFact]
    public void Root_Readonly_CannotBeWritten()
    {
        Container.Config["root"]!["readonly"] = true;
        Assert.Equal("EROFS", Container.Shows("sys openat -100 @/root/file 0x41 0600"));
    }

    [RuntimeFact]
    public void Root_Readonly_LeavesMountsWritable()
    {
        Container.Config["root"]!["readonly"] = true;
        Container.Mount("""{ "destination": "/mnt", "type": "tmpfs", "source": "tmpfs" }""");
        Assert.Equal("", Container.Shows("touch /mnt/file /dev/shm/file"));
    }

    // The bundle's other mounts of the same filesystem, and the host, stay as they were.
    [RuntimeFact]
    public void Root_Readonly_LeavesTheHostsFolderWritable()
    {
        Container.Config["root"]!["readonly"] = true;
        Container.Launch("exec sleep 100");
        Container.Write("/root/file", "written from outside");
        Assert.Equal("written from outside", Container.Exec("cat /root/file"));
    }

    [RuntimeTheory]
    [InlineData("none-such")]
    [InlineData("")]
    [InlineData("rootfs/bin/busybox")]
    public void Root_NoFolder_IsRefused(string path)
    {
        Container.Config["root"]!["path"] = path;
        Container.Refused();
    }

    [RuntimeFact]
    public void Root_Missing_IsRefused()
    {
        Container.Config.Remove("root");
        Container.Refused();
    }

    [RuntimeFact]
    public void Root_OldRoot_IsNotReachable() =>
        Assert.Equal("1", Container.Shows("awk '$2 == \"/\"' /proc/self/mounts | grep -c ."));
}
