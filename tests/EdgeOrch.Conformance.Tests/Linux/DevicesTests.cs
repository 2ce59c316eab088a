using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Linux;

/// <summary>config-linux.md, Devices and Default Devices, and runtime-linux.md, the links of /dev.</summary>
public sealed class DevicesTests : ContainerTest
{
    [RuntimeTheory]
    [InlineData("/dev/null", "1 3")]
    [InlineData("/dev/zero", "1 5")]
    [InlineData("/dev/full", "1 7")]
    [InlineData("/dev/random", "1 8")]
    [InlineData("/dev/urandom", "1 9")]
    [InlineData("/dev/tty", "5 0")]
    public void Default_EachDevice_IsThereForAll(string path, string number) =>
        Assert.Equal($"character special file 666 0 0 {number}", Container.Shows($"stat -c '%F %a %u %g %t %T' {path}"));

    [RuntimeFact]
    public void Default_Ptmx_OpensATerminalOfTheContainersOwn() => Assert.Equal("0", Container.Shows("exec 3<> /dev/ptmx; ls /dev/pts | grep -v ptmx"));

    [RuntimeTheory]
    [InlineData("/dev/fd", "/proc/self/fd")]
    [InlineData("/dev/stdin", "/proc/self/fd/0")]
    [InlineData("/dev/stdout", "/proc/self/fd/1")]
    [InlineData("/dev/stderr", "/proc/self/fd/2")]
    public void Links_AreThere(string path, string target) => Assert.Equal(target, Container.Shows($"readlink {path}"));

    [RuntimeFact]
    public void Links_Ptmx_IsTheOneOfTheMountedPts() => Assert.Contains(Container.Shows("readlink /dev/ptmx || echo none"), (string[])["pts/ptmx", "/dev/pts/ptmx", "none"]);

    [RuntimeFact]
    public void Default_AreUsable() => Assert.Equal("4 4 ENOSPC", Container.Shows("echo x > /dev/null; echo $(head -c 4 /dev/zero | wc -c) $(head -c 4 /dev/urandom | wc -c) $(sys openat -100 @/dev/full 1 , write %0 @x 1 | tail -n 1)"));

    [RuntimeTheory]
    [InlineData("c", "character special file")]
    [InlineData("u", "character special file")]
    [InlineData("b", "block special file")]
    public void Device_Node_IsMade(string type, string seen)
    {
        Ask($$"""{ "path": "/dev/made", "type": "{{type}}", "major": 10, "minor": 229, "fileMode": 416, "uid": 12, "gid": 34 }""");
        Assert.Equal($"{seen} 640 12 34 a e5", Container.Shows("stat -c '%F %a %u %g %t %T' /dev/made"));
    }

    [RuntimeFact]
    public void Device_Fifo_IsMade()
    {
        Ask("""{ "path": "/dev/made", "type": "p", "fileMode": 384 }""");
        Assert.Equal("fifo 600", Container.Shows("stat -c '%F %a' /dev/made"));
    }

    [RuntimeFact]
    public void Device_NoModeNorOwner_IsRoots()
    {
        Ask("""{ "path": "/dev/made", "type": "c", "major": 10, "minor": 229 }""");
        Assert.Equal("0 0", Container.Shows("stat -c '%u %g' /dev/made"));
    }

    [RuntimeTheory]
    [InlineData("/dev/inner/folder/made")]
    [InlineData("/opt/made")]
    public void Device_FolderIsNotThere_IsMade(string path)
    {
        Ask($$"""{ "path": "{{path}}", "type": "c", "major": 1, "minor": 3 }""");
        Assert.Equal("1 3", Container.Shows($"stat -c '%t %T' {path}"));
    }

    [RuntimeFact]
    public void Device_OfTheDefaultSet_GetsTheModeAsked()
    {
        Ask("""{ "path": "/dev/null", "type": "c", "major": 1, "minor": 3, "fileMode": 438, "uid": 0, "gid": 0 }""");
        Container.Linux["resources"]!["devices"]!.AsArray().Add(ConfigJson.Json("""{ "allow": true, "type": "c", "major": 1, "minor": 3, "access": "rwm" }"""));
        Assert.Equal("666 1 3", Container.Shows("stat -c '%a %t %T' /dev/null"));
    }

    [RuntimeTheory]
    [InlineData("""{ "path": "/dev/made", "type": "x", "major": 1, "minor": 3 }""")]
    [InlineData("""{ "type": "c", "major": 1, "minor": 3 }""")]
    public void Device_UnknownTypeOrNoPath_IsRefused(string device)
    {
        Ask(device);
        Container.Refused();
    }

    [RuntimeFact]
    public void DefaultFilesystems_AreWhereTheyBelong() =>
        Assert.Equal("proc sysfs devpts tmpfs", Container.Shows("echo $(for m in /proc /sys /dev/pts /dev/shm; do awk -v m=$m '$2 == m { print $3 }' /proc/self/mounts; done)"));

    [RuntimeFact]
    public void NoDevMount_DevicesOfTheRootAreMade()
    {
        foreach (var path in (string[])["/dev/pts", "/dev/shm", "/dev"]) Container.Mounts.Remove(Container.Mounts.Single(m => (string?)m!["destination"] == path));
        Assert.Equal("1 3", Container.Shows("stat -c '%t %T' /dev/null"));
    }

    private void Ask(string json) => Container.Linux["devices"] = new System.Text.Json.Nodes.JsonArray(ConfigJson.Json(json));
}
