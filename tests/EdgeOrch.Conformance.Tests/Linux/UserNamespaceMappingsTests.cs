using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Linux;

/// <summary>config-linux.md, User namespace mappings.</summary>
public sealed class UserNamespaceMappingsTests : ContainerTest
{
    public UserNamespaceMappingsTests()
    {
        Container.With("user");
        Map("""[{ "containerID": 0, "hostID": 100000, "size": 65536 }]""", """[{ "containerID": 0, "hostID": 200000, "size": 65536 }]""");
    }

    [RuntimeFact]
    public void Mappings_OneRange_AreTheKernels() =>
        Assert.Equal("0 100000 65536 0 200000 65536", Container.Shows("echo $(cat /proc/self/uid_map /proc/self/gid_map)"));

    [RuntimeFact]
    public void Mappings_SeveralRanges_AreTheKernels()
    {
        Map("""[{ "containerID": 0, "hostID": 100000, "size": 10 }, { "containerID": 10, "hostID": 300000, "size": 20 }]""", """[{ "containerID": 0, "hostID": 200000, "size": 10 }, { "containerID": 500, "hostID": 400000, "size": 1 }]""");
        Assert.Equal("0 100000 10 10 300000 20 0 200000 10 500 400000 1", Container.Shows("echo $(cat /proc/self/uid_map /proc/self/gid_map)"));
    }

    [RuntimeFact]
    public void Root_Inside_IsTheMappedUserOutside()
    {
        var shared = Container.Share();
        Assert.Equal("0:0", Container.Shows($"touch {shared}/file; echo $(id -u):$(id -g)"));
        Assert.Equal("100000:200000", Host.Run("stat", "-c", "%u:%g", $"{shared}/file"));
    }

    [RuntimeFact]
    public void User_Other_IsMappedToo()
    {
        var shared = Container.Share();
        Container.Process["user"] = ConfigJson.Json("""{ "uid": 1000, "gid": 2000, "additionalGids": [3000] }""");
        Assert.Equal("1000:2000 2000 3000", Container.Shows($"touch {shared}/file; echo $(id -u):$(id -g) $(id -G)"));
        Assert.Equal("101000:202000", Host.Run("stat", "-c", "%u:%g", $"{shared}/file"));
    }

    [RuntimeFact]
    public void User_NotMapped_IsRefused()
    {
        Container.Process["user"] = ConfigJson.Json("""{ "uid": 70000, "gid": 0 }""");
        Container.Refused();
    }

    [RuntimeFact]
    public void Files_OfOtherUsers_AreNobodys() => Assert.Equal("65534:65534", Container.Shows("stat -c %u:%g /bin/busybox"));

    [RuntimeFact]
    public void Mounts_UsualOnes_AreMade() =>
        Assert.Equal("proc tmpfs devpts tmpfs sysfs", Container.Shows("echo $(for m in /proc /dev /dev/pts /dev/shm /sys; do awk -v m=$m '$2 == m { print $3 }' /proc/self/mounts; done)"));

    [RuntimeFact]
    public void Devices_Default_AreThereAndWork() => Assert.Equal("4", Container.Shows("echo lost > /dev/null; head -c 4 /dev/zero | wc -c | tr -d ' '"));

    [RuntimeFact]
    public void Pts_Belong_ToTheRootInside() => Assert.Equal("0:5", Container.Shows("exec 3<> /dev/ptmx; stat -c %u:%g /dev/pts/ptmx > /dev/null; stat -c %u:%g /dev/pts/0"));

    [RuntimeFact]
    public void Capabilities_AreThoseOfTheNamespace()
    {
        Container.Script("hostname changed && hostname; sys reboot 0 0 0 0");
        ConfigJson.Capabilities(Container.Process, "SYS_ADMIN", "SYS_BOOT");
        var lines = Container.Run().Output.Split('\n');
        Assert.Equal("changed", lines[0]);
        Assert.StartsWith("E", lines[1], StringComparison.Ordinal);
    }

    [RuntimeFact]
    public void Sysctl_OfTheOwnNetwork_IsSet()
    {
        Container.Linux["sysctl"] = ConfigJson.Json("""{ "net.ipv4.ip_forward": "1" }""");
        Assert.Equal("1", Container.Shows("cat /proc/sys/net/ipv4/ip_forward"));
    }

    [RuntimeFact]
    public void Exec_FurtherProcess_HasTheMappingsAndUserToo()
    {
        Container.Launch("exec sleep 100");
        Assert.Equal("0 100000 65536 0:0", Container.Exec("echo $(cat /proc/self/uid_map) $(id -u):$(id -g)"));
    }

    [RuntimeFact]
    public void MaskedAndReadonlyPaths_HoldToo()
    {
        Container.Linux["maskedPaths"] = ConfigJson.Texts("/proc/kcore", "/sys/firmware");
        Container.Linux["readonlyPaths"] = ConfigJson.Texts("/proc/sys");
        Assert.Equal("0", Container.Shows("cat /proc/kcore | wc -c | tr -d ' '; ls /sys/firmware"));
    }

    [RuntimeFact]
    public void RootReadonly_HoldsToo()
    {
        Container.Config["root"]!["readonly"] = true;
        Assert.Equal("EROFS", Container.Shows("sys openat -100 @/tmp/x 0x41 0600"));
    }

    [RuntimeTheory]
    [InlineData("[]", "[]")]
    [InlineData("""[{ "containerID": 0, "hostID": 100000, "size": 0 }]""", """[{ "containerID": 0, "hostID": 100000, "size": 1 }]""")]
    [InlineData("""[{ "containerID": 0, "hostID": -1, "size": 1 }]""", """[{ "containerID": 0, "hostID": 100000, "size": 1 }]""")]
    [InlineData("""[{ "containerID": 0, "hostID": 100000, "size": 10 }, { "containerID": 5, "hostID": 200000, "size": 10 }]""", """[{ "containerID": 0, "hostID": 100000, "size": 1 }]""")]
    public void Mappings_NoneOrImpossible_AreRefused(string uids, string gids)
    {
        Map(uids, gids);
        Container.Refused();
    }

    private void Map(string uids, string gids)
    {
        Container.Linux["uidMappings"] = ConfigJson.Json(uids);
        Container.Linux["gidMappings"] = ConfigJson.Json(gids);
    }
}
