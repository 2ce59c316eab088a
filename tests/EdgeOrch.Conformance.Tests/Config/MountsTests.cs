using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Config;

/// <summary>config.md, Mounts: destination, source, type and order. The options have a class of their own.</summary>
public sealed class MountsTests : ContainerTest
{
    [RuntimeTheory]
    [InlineData("tmpfs", "tmpfs")]
    [InlineData("ramfs", "ramfs")]
    [InlineData("proc", "proc")]
    [InlineData("sysfs", "sysfs")]
    [InlineData("devpts", "devpts")]
    [InlineData("mqueue", "mqueue")]
    public void Type_EachFilesystem_IsMounted(string type, string seen)
    {
        Container.Mount($$"""{ "destination": "/mnt", "type": "{{type}}", "source": "given" }""");
        Assert.Equal(seen, Container.Shows("awk '$2 == \"/mnt\" { print $3 }' /proc/self/mounts"));
    }

    [RuntimeFact]
    public void Source_OfAFilesystem_IsItsName()
    {
        Container.Mount("""{ "destination": "/mnt", "type": "tmpfs", "source": "given-name" }""");
        Assert.Equal("given-name", Container.Shows("awk '$2 == \"/mnt\" { print $1 }' /proc/self/mounts"));
    }

    [RuntimeFact]
    public void Type_Overlay_IsMountedWithItsOptions()
    {
        foreach (var name in (string[])["lower", "upper", "work"]) Directory.CreateDirectory(Container.PathOf(name));
        File.WriteAllText(Container.PathOf("lower/file"), "from below");
        Container.Mount($$"""{ "destination": "/mnt", "type": "overlay", "source": "overlay", "options": ["lowerdir={{Container.PathOf("lower")}},upperdir={{Container.PathOf("upper")}},workdir={{Container.PathOf("work")}}"] }""");
        Assert.Equal("from below", Container.Shows("cat /mnt/file; echo new > /mnt/new"));
        Assert.True(File.Exists(Container.PathOf("upper/new")));
    }

    [RuntimeTheory]
    [InlineData("""["bind"]""", "bind")]
    [InlineData("""["rbind"]""", "bind")]
    [InlineData("""["bind"]""", "none")]
    [InlineData("""["rbind"]""", "")]
    public void Bind_Folder_IsTheHosts(string options, string type)
    {
        Directory.CreateDirectory(Container.PathOf("given"));
        File.WriteAllText(Container.PathOf("given/file"), "given");
        Container.Mount($$"""{ "destination": "/mnt", "type": "{{type}}", "source": "{{Container.PathOf("given")}}", "options": {{options}} }""");
        Assert.Equal("given", Container.Shows("cat /mnt/file; echo back > /mnt/back"));
        Assert.Equal("back\n", File.ReadAllText(Container.PathOf("given/back")));
    }

    [RuntimeFact]
    public void Bind_File_CoversAFile()
    {
        Container.Write("/etc/file", "below");
        File.WriteAllText(Container.PathOf("file"), "above");
        Container.Mount($$"""{ "destination": "/etc/file", "type": "bind", "source": "{{Container.PathOf("file")}}", "options": ["bind"] }""");
        Assert.Equal("above", Container.Shows("cat /etc/file"));
    }

    [RuntimeFact]
    public void Bind_RelativeSource_IsBelowTheBundle()
    {
        Directory.CreateDirectory(Path.Combine(Container.Bundle, "data"));
        File.WriteAllText(Path.Combine(Container.Bundle, "data/file"), "of the bundle");
        Container.Mount("""{ "destination": "/mnt", "type": "bind", "source": "data", "options": ["bind"] }""");
        Assert.Equal("of the bundle", Container.Shows("cat /mnt/file"));
    }

    [RuntimeTheory]
    [InlineData("bind", 0)]
    [InlineData("rbind", 1)]
    public void Bind_MountsBelowTheSource_ComeWithRbindAlone(string option, int count)
    {
        string source = Container.PathOf("given"), inner = Container.PathOf("given/inner");
        Directory.CreateDirectory(inner);
        Libc.MountTmpfs(inner);
        Container.Mount($$"""{ "destination": "/mnt", "type": "bind", "source": "{{source}}", "options": ["{{option}}"] }""");
        Assert.Equal($"{count}", Container.Shows("grep -c ' /mnt/inner ' /proc/self/mounts; true"));
    }

    [RuntimeTheory]
    [InlineData("/new/folder/in/depth")]
    [InlineData("/etc/../new")]
    [InlineData("/new/./x")]
    public void Destination_IsNotThere_IsMade(string destination)
    {
        Container.Mount($$"""{ "destination": "{{destination}}", "type": "tmpfs", "source": "mark" }""");
        Assert.Equal(Path.GetFullPath(destination), Container.Shows("awk '$1 == \"mark\" { print $2 }' /proc/self/mounts"));
    }

    [RuntimeFact]
    public void Destination_OfAFileThatIsNotThere_IsMadeAsAFile()
    {
        File.WriteAllText(Container.PathOf("file"), "above");
        Container.Mount($$"""{ "destination": "/new/folder/file", "type": "bind", "source": "{{Container.PathOf("file")}}", "options": ["bind"] }""");
        Assert.Equal("above", Container.Shows("cat /new/folder/file"));
    }

    // Deprecated since 1.0, taken as below the root.
    [RuntimeFact]
    public void Destination_Relative_IsBelowTheRoot()
    {
        Container.Mount("""{ "destination": "new/relative", "type": "tmpfs", "source": "mark" }""");
        Assert.Equal("/new/relative", Container.Shows("awk '$1 == \"mark\" { print $2 }' /proc/self/mounts"));
    }

    [RuntimeTheory]
    [InlineData("/etc", "/etc/inner")]
    [InlineData("/none/such", "/none/such/inner")]
    [InlineData("../../../../../../../etc", "/etc/inner")]
    [InlineData("etc", "/etc/inner")]
    public void Destination_ThroughASymlink_StaysInside(string target, string seen)
    {
        File.CreateSymbolicLink(Path.Combine(Container.Rootfs, "link"), target);
        Container.Mount("""{ "destination": "/link/inner", "type": "tmpfs", "source": "mark" }""");
        Assert.Equal(seen, Container.Shows("awk '$1 == \"mark\" { print $2 }' /proc/self/mounts"));
    }

    [RuntimeFact]
    public void Order_ALaterMount_CoversAnEarlierOne()
    {
        Container.Mount("""{ "destination": "/mnt", "type": "tmpfs", "source": "first" }""");
        Container.Mount("""{ "destination": "/mnt/inner", "type": "tmpfs", "source": "second" }""");
        Container.Mount("""{ "destination": "/mnt", "type": "tmpfs", "source": "third" }""");
        Assert.Equal("third", Container.Shows("ls /mnt; stat -f -c %T /mnt > /dev/null; awk '$2 == \"/mnt\" { last = $1 } END { print last }' /proc/self/mounts"));
    }

    [RuntimeFact]
    public void Order_Nested_AreAllThere()
    {
        Container.Mount("""{ "destination": "/mnt", "type": "tmpfs", "source": "outer" }""");
        Container.Mount("""{ "destination": "/mnt/a/b", "type": "tmpfs", "source": "middle" }""");
        Container.Mount("""{ "destination": "/mnt/a/b/c", "type": "tmpfs", "source": "inner" }""");
        Assert.Equal("outer middle inner", Container.Shows("echo $(awk '$2 ~ \"^/mnt\" { print $1 }' /proc/self/mounts)"));
    }

    [RuntimeFact]
    public void Many_AreAllMade()
    {
        for (var i = 0; i < 150; i++) Container.Mount($$"""{ "destination": "/mnt/{{i}}", "type": "tmpfs", "source": "mark", "options": ["size=4k"] }""");
        Assert.Equal("150", Container.Shows("grep -c ^mark /proc/self/mounts"));
    }

    [RuntimeTheory]
    [InlineData("""{ "destination": "/mnt", "type": "bind", "source": "/none/such", "options": ["bind"] }""")]
    [InlineData("""{ "destination": "/mnt", "type": "nosuchfs", "source": "x" }""")]
    [InlineData("""{ "destination": "/mnt", "type": "tmpfs", "source": "x", "options": ["nosuchoption"] }""")]
    [InlineData("""{ "destination": "/bin/busybox", "type": "tmpfs", "source": "x" }""")]
    [InlineData("""{ "type": "tmpfs", "source": "x" }""")]
    public void Mount_CannotBeMade_IsRefused(string mount)
    {
        Container.Mount(mount);
        Container.Refused();
    }

    [RuntimeFact]
    public void Mount_IsNotSeenOutside()
    {
        Container.Mount("""{ "destination": "/mnt", "type": "tmpfs", "source": "seen-outside" }""");
        Container.Launch("exec sleep 100");
        Assert.DoesNotContain("seen-outside", File.ReadAllText("/proc/self/mounts"), StringComparison.Ordinal);
    }

    [RuntimeFact]
    public void Cgroup_OwnNamespace_ShowsTheContainersOwn()
    {
        Container.With("cgroup");
        Container.Mount("""{ "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "relatime", "ro"] }""");
        Assert.Equal("1", Container.Shows("cd /sys/fs/cgroup; cat pids/cgroup.procs cgroup.procs 2>&- | head -n 1"));
    }

    [RuntimeFact]
    public void Cgroup_NoNamespace_ShowsTheContainersOwnToo()
    {
        Container.Mount("""{ "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "relatime", "ro"] }""");
        Assert.Equal("1", Container.Shows("cd /sys/fs/cgroup; cat pids/cgroup.procs cgroup.procs 2>&- | head -n 1"));
    }

    [RuntimeFact]
    public void Cgroup_Readonly_CannotBeWritten()
    {
        Container.With("cgroup");
        Container.Mount("""{ "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "relatime", "ro"] }""");
        Assert.Equal("none", Container.Shows("mkdir /sys/fs/cgroup/pids/x /sys/fs/cgroup/x 2>&- || echo none"));
    }
}
