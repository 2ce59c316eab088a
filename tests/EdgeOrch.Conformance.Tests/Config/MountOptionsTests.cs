using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Config;

/// <summary>config.md, Linux mount options: what mount(8) knows, and the recursive ones of 1.1.</summary>
public sealed class MountOptionsTests : ContainerTest
{
    // options, the mount's own options as /proc/self/mountinfo shows them
    [RuntimeTheory]
    [InlineData("ro", "ro,relatime")]
    [InlineData("rw", "rw,relatime")]
    [InlineData("nosuid", "rw,nosuid,relatime")]
    [InlineData("nodev", "rw,nodev,relatime")]
    [InlineData("noexec", "rw,noexec,relatime")]
    [InlineData("nosuid,suid", "rw,relatime")]
    [InlineData("nodev,dev", "rw,relatime")]
    [InlineData("noexec,exec", "rw,relatime")]
    [InlineData("ro,rw", "rw,relatime")]
    [InlineData("noatime", "rw,noatime")]
    [InlineData("nodiratime", "rw,nodiratime,relatime")]
    [InlineData("relatime", "rw,relatime")]
    [InlineData("strictatime", "rw")]
    [InlineData("noatime,atime", "rw,relatime")]
    [InlineData("nosymfollow", "rw,relatime,nosymfollow")]
    [InlineData("defaults", "rw,relatime")]
    [InlineData("ro,nosuid,nodev,noexec,noatime", "ro,nosuid,nodev,noexec,noatime")]
    public void Option_OfTmpfs_HoldsForTheMount(string options, string seen)
    {
        Container.Mount($$"""{ "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": {{Array(options)}} }""");
        Assert.Equal(seen, Container.Shows("awk '$5 == \"/mnt\" { print $6 }' /proc/self/mountinfo"));
    }

    [RuntimeTheory]
    [InlineData("bind,ro", "ro")]
    [InlineData("rbind,ro", "ro")]
    [InlineData("bind,nosuid", "nosuid")]
    [InlineData("bind,nodev", "nodev")]
    [InlineData("bind,noexec", "noexec")]
    [InlineData("bind,noatime", "noatime")]
    [InlineData("bind,nosymfollow", "nosymfollow")]
    public void Option_OfABindMount_HoldsForTheMountAlone(string options, string seen)
    {
        Directory.CreateDirectory(Container.PathOf("given"));
        Container.Mount($$"""{ "destination": "/mnt", "type": "bind", "source": "{{Container.PathOf("given")}}", "options": {{Array(options)}} }""");
        Assert.Contains(seen, Container.Shows("awk '$5 == \"/mnt\" { print $6 }' /proc/self/mountinfo").Split(','));
        File.WriteAllText(Container.PathOf("given/still-writable"), "");
    }

    [RuntimeFact]
    public void Ro_OfABindMount_CannotBeWritten()
    {
        Directory.CreateDirectory(Container.PathOf("given"));
        Container.Mount($$"""{ "destination": "/mnt", "type": "bind", "source": "{{Container.PathOf("given")}}", "options": ["bind", "ro"] }""");
        Assert.Equal("EROFS", Container.Shows("sys openat -100 @/mnt/file 0x41 0600"));
    }

    [RuntimeTheory]
    [InlineData("rro", "ro")]
    [InlineData("rnosuid", "nosuid")]
    [InlineData("rnodev", "nodev")]
    [InlineData("rnoexec", "noexec")]
    [InlineData("rnoatime", "noatime")]
    [InlineData("rnodiratime", "nodiratime")]
    [InlineData("rnosymfollow", "nosymfollow")]
    public void Option_Recursive_HoldsForTheMountsBelowToo(string option, string seen)
    {
        Nested();
        Container.Mount($$"""{ "destination": "/mnt", "type": "bind", "source": "{{Container.PathOf("given")}}", "options": ["rbind", "{{option}}"] }""");
        Assert.All(Container.Shows("awk '$5 ~ \"^/mnt\" { print $6 }' /proc/self/mountinfo").Split('\n'), flags => Assert.Contains(seen, flags.Split(',')));
    }

    [RuntimeTheory]
    [InlineData("ro", "ro")]
    [InlineData("noexec", "noexec")]
    public void Option_NotRecursive_LeavesTheMountsBelow(string option, string seen)
    {
        Nested();
        Container.Mount($$"""{ "destination": "/mnt", "type": "bind", "source": "{{Container.PathOf("given")}}", "options": ["rbind", "{{option}}"] }""");
        var flags = Container.Shows("awk '$5 ~ \"^/mnt\" { print $6 }' /proc/self/mountinfo").Split('\n');
        Assert.Contains(seen, flags[0].Split(','));
        Assert.DoesNotContain(seen, flags[1].Split(','));
    }

    [RuntimeTheory]
    [InlineData("private", "")]
    [InlineData("rprivate", "")]
    [InlineData("shared", "shared")]
    [InlineData("rshared", "shared")]
    [InlineData("unbindable", "unbindable")]
    [InlineData("runbindable", "unbindable")]
    public void Propagation_IsTheMounts(string option, string seen)
    {
        // By default some make every mount private, once all are there.
        Container.Linux["rootfsPropagation"] = "private";
        Container.Mount($$"""{ "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["{{option}}"] }""");
        Assert.Equal(seen, Container.Shows("awk '$5 == \"/mnt\" { print $7 }' /proc/self/mountinfo | sed 's/:.*//; s/^-$//'"));
    }

    // What the host mounts later below a slave appears inside; what the container mounts does not appear outside.
    [RuntimeTheory]
    [InlineData("rslave", 1)]
    [InlineData("rprivate", 0)]
    public void Propagation_OfABindMount_DecidesWhatTheHostsLaterMountsDo(string option, int count)
    {
        Container.Linux["rootfsPropagation"] = "private";
        var source = Container.PathOf("given");
        Directory.CreateDirectory(source);
        Libc.MountTmpfs(source);
        Libc.MakeShared(source);
        Directory.CreateDirectory(Path.Combine(source, "later"));
        Container.Mount($$"""{ "destination": "/mnt", "type": "bind", "source": "{{source}}", "options": ["rbind", "{{option}}"] }""");
        Container.Launch("exec sleep 100");
        Libc.MountTmpfs(Path.Combine(source, "later"));
        Assert.Equal($"{count}", Container.Exec("grep -c ' /mnt/later ' /proc/self/mounts; true"));
    }

    [RuntimeTheory]
    [InlineData("size=64k", "64")]
    [InlineData("size=1m", "1024")]
    public void Data_Size_IsTheFilesystems(string option, string kib)
    {
        Container.Mount($$"""{ "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["{{option}}"] }""");
        Assert.Equal(kib, Container.Shows("df -k /mnt | awk 'END { print $2 }'"));
    }

    [RuntimeFact]
    public void Data_ModeUidGid_AreTheRoots()
    {
        Container.Mount("""{ "destination": "/new", "type": "tmpfs", "source": "tmpfs", "options": ["mode=1750", "uid=12", "gid=34"] }""");
        Assert.Equal("1750 12 34", Container.Shows("stat -c '%a %u %g' /new"));
    }

    [RuntimeFact]
    public void Tmpcopyup_FilesBelow_AreCopied()
    {
        Container.Write("/opt/data/inner/file", "copied");
        Container.Mount("""{ "destination": "/opt/data", "type": "tmpfs", "source": "tmpfs", "options": ["tmpcopyup"] }""");
        Assert.Equal("copied tmpfs", Container.Shows("echo $(cat /opt/data/inner/file) $(stat -f -c %T /opt/data)"));
    }

    [RuntimeTheory]
    [InlineData("idmap")]
    [InlineData("ridmap")]
    public void Idmap_IdsOfFiles_AreMapped(string option)
    {
        Assert.SkipWhen(Environment.OSVersion.Version < new Version(6, 3), "this kernel cannot map the ids of a tmpfs, which came with Linux 6.3");
        var source = Container.PathOf("given");
        Directory.CreateDirectory(source);
        Libc.MountTmpfs(source);
        File.WriteAllText(Path.Combine(source, "file"), "");
        Container.Mount($$"""
            { "destination": "/mnt", "type": "bind", "source": "{{source}}", "options": ["rbind", "{{option}}"],
              "uidMappings": [{ "containerID": 0, "hostID": 5000, "size": 10 }], "gidMappings": [{ "containerID": 0, "hostID": 6000, "size": 10 }] }
            """);
        Assert.Equal("5000 6000", Container.Shows("stat -c '%u %g' /mnt/file"));
    }

    private static string Array(string options) => ConfigJson.Texts(options.Split(',')).ToJsonString();

    // A tmpfs in a folder, mounted without flags, so that only the container's options are seen.
    private void Nested()
    {
        var inner = Container.PathOf("given/inner");
        Directory.CreateDirectory(inner);
        Libc.MountTmpfs(inner, isPlain: true);
    }
}
