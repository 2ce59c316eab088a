using System.Text.Json.Nodes;
using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Linux;

/// <summary>config-linux.md, Control groups: the path, and each controller's limits as the host reads them.</summary>
public sealed class CgroupsTests : ContainerTest
{
    // As version 1 says it.
    private const string Unlimited = "9223372036854771712";

    [RuntimeFact]
    public void Path_Absolute_IsBelowTheHierarchiesRoot()
    {
        Container.Launch("exec sleep 100");
        Assert.Equal($"/edgeorch-conformance/{Container.Id}", Cgroup.PathOf(Container.Pid));
    }

    [RuntimeFact]
    public void Path_Relative_IsSomewhereAndHoldsTheLimit()
    {
        Container.Linux["cgroupsPath"] = Container.Id;
        Resources("""{ "pids": { "limit": 17 } }""");
        Container.Launch("exec sleep 100");
        Assert.EndsWith("/" + Container.Id, Cgroup.PathOf(Container.Pid), StringComparison.Ordinal);
    }

    [RuntimeFact]
    public void Path_None_IsNotTheCallersOwn()
    {
        Container.Linux.AsObject().Remove("cgroupsPath");
        Container.Launch("exec sleep 100");
        Assert.NotEqual(Cgroup.PathOf(Environment.ProcessId), Cgroup.PathOf(Container.Pid));
    }

    [RuntimeFact]
    public void Path_UpwardsOutOfTheHierarchy_StaysInside()
    {
        Container.Linux["cgroupsPath"] = $"/../../../../edgeorch-conformance/{Container.Id}";
        Container.WriteConfig();
        var call = Container.Call("create", "--bundle", Container.Bundle, Container.Id);
        var outside = ((string[])["/edgeorch-conformance", "/sys/edgeorch-conformance", "/sys/fs/edgeorch-conformance"]).Where(Directory.Exists).ToList();
        foreach (var folder in outside) Directory.Delete(folder, recursive: true);
        Assert.True(outside.Count == 0, $"made {string.Join(", ", outside)}: {call}");
    }

    [RuntimeFact]
    public void AllControllers_HaveTheProcess()
    {
        Container.Launch("exec sleep 100");
        Assert.All(Cgroup.Of(Container.Pid).Where(line => line.Controllers.Length > 0 && !line.Controllers.StartsWith("name=", StringComparison.Ordinal)), line => Assert.Contains(Container.Id, line.Path, StringComparison.Ordinal));
    }

    // A limit that version 2 does not have is refused there: nobody would hold the workload to it.
    [RuntimeTheory]
    [InlineData("""{ "memory": { "limit": 33554432 } }""", "memory/memory.limit_in_bytes", "33554432", "memory.max", "33554432")]
    [InlineData("""{ "memory": { "reservation": 16777216 } }""", "memory/memory.soft_limit_in_bytes", "16777216", "memory.low", "16777216")]
    [InlineData("""{ "memory": { "limit": 33554432, "swap": 67108864 } }""", "memory/memory.memsw.limit_in_bytes", "67108864", "memory.swap.max", "33554432")]
    [InlineData("""{ "memory": { "limit": 33554432, "swap": -1 } }""", "memory/memory.memsw.limit_in_bytes", Unlimited, "memory.swap.max", "max")]
    [InlineData("""{ "memory": { "swappiness": 7 } }""", "memory/memory.swappiness", "7", null, null)]
    [InlineData("""{ "memory": { "limit": 33554432, "disableOOMKiller": true } }""", "memory/memory.oom_control", "oom_kill_disable 1", null, null)]
    [InlineData("""{ "memory": { "limit": -1 } }""", "memory/memory.limit_in_bytes", Unlimited, "memory.max", "max")]
    [InlineData("""{ "cpu": { "shares": 512 } }""", "cpu/cpu.shares", "512", "cpu.weight", "20")]
    [InlineData("""{ "cpu": { "quota": 30000, "period": 60000 } }""", "cpu/cpu.cfs_quota_us", "30000", "cpu.max", "30000 60000")]
    [InlineData("""{ "cpu": { "quota": 30000, "period": 60000 } }""", "cpu/cpu.cfs_period_us", "60000", "cpu.max", "30000 60000")]
    [InlineData("""{ "cpu": { "quota": -1 } }""", "cpu/cpu.cfs_quota_us", "-1", "cpu.max", "max 100000")]
    [InlineData("""{ "cpu": { "period": 70000 } }""", "cpu/cpu.cfs_period_us", "70000", "cpu.max", "max 70000")]
    [InlineData("""{ "cpu": { "quota": 50000, "period": 100000, "burst": 20000 } }""", "cpu/cpu.cfs_burst_us", "20000", "cpu.max.burst", "20000")]
    [InlineData("""{ "cpu": { "idle": 1 } }""", "cpu/cpu.idle", "1", "cpu.idle", "1")]
    [InlineData("""{ "cpu": { "cpus": "0", "mems": "0" } }""", "cpuset/cpuset.cpus", "0", "cpuset.cpus", "0")]
    [InlineData("""{ "cpu": { "cpus": "0", "mems": "0" } }""", "cpuset/cpuset.mems", "0", "cpuset.mems", "0")]
    [InlineData("""{ "pids": { "limit": 23 } }""", "pids/pids.max", "23", "pids.max", "23")]
    [InlineData("""{ "pids": { "limit": -1 } }""", "pids/pids.max", "max", "pids.max", "max")]
    [InlineData("""{ "blockIO": { "throttleReadBpsDevice": [{ "major": 254, "minor": 0, "rate": 1000000 }] } }""", "blkio/blkio.throttle.read_bps_device", "254:0 1000000", "io.max", "254:0 rbps=1000000 wbps=max riops=max wiops=max")]
    [InlineData("""{ "blockIO": { "throttleWriteBpsDevice": [{ "major": 254, "minor": 0, "rate": 1000000 }] } }""", "blkio/blkio.throttle.write_bps_device", "254:0 1000000", "io.max", "254:0 rbps=max wbps=1000000 riops=max wiops=max")]
    [InlineData("""{ "blockIO": { "throttleReadIOPSDevice": [{ "major": 254, "minor": 0, "rate": 100 }] } }""", "blkio/blkio.throttle.read_iops_device", "254:0 100", "io.max", "254:0 rbps=max wbps=max riops=100 wiops=max")]
    [InlineData("""{ "blockIO": { "throttleWriteIOPSDevice": [{ "major": 254, "minor": 0, "rate": 100 }] } }""", "blkio/blkio.throttle.write_iops_device", "254:0 100", "io.max", "254:0 rbps=max wbps=max riops=max wiops=100")]
    public void Limit_IsTheKernels(string resources, string v1, string v1Value, string? v2, string? v2Value)
    {
        Resources(OnThisDisk(resources));
        Container.Script("exec sleep 100");
        if (Cgroup.IsUnified && v2 is null)
        {
            Container.Refused();
            return;
        }

        Container.Create();
        Assert.Equal(OnThisDisk(Cgroup.IsUnified ? v2Value! : v1Value), Cgroup.Read(Container, v1, v2!).Split('\n')[0]);
    }

    [RuntimeFact]
    public void BlockIoWeight_IsTheKernelsIfItHasOne()
    {
        Assert.SkipWhen(Cgroup.IsUnified, "weights of version 2 have another scale, but for BFQ's");
        Resources("""{ "blockIO": { "weight": 200 } }""");
        Container.Script("exec sleep 100");
        Container.WriteConfig();
        var call = Container.Call("create", "--bundle", Container.Bundle, Container.Id);
        if (call.ExitCode == 0) Assert.EndsWith("200", Cgroup.Read(Container, "blkio/blkio.bfq.weight", ""), StringComparison.Ordinal);
        else Assert.Contains("weight", call.Error, StringComparison.Ordinal);
    }

    [RuntimeFact]
    public void Memory_AboveTheLimit_KillsTheProcess()
    {
        Resources("""{ "memory": { "limit": 16777216, "swap": 16777216 } }""");
        Container.Script("exec tail /dev/zero");
        Assert.Equal(137, Container.Run().ExitCode);
    }

    [RuntimeFact]
    public void Pids_AtTheLimit_ForkFails()
    {
        Resources("""{ "pids": { "limit": 3 } }""");
        Container.Script("sleep 5 & sleep 5 & sleep 5 & echo forked");
        Assert.DoesNotContain("forked", Container.Run().Output, StringComparison.Ordinal);
    }

    [RuntimeTheory]
    [InlineData("[]", "EPERM")]
    [InlineData("""[{ "allow": true, "type": "c", "major": 1, "minor": 11, "access": "r" }]""", "3")]
    [InlineData("""[{ "allow": true, "type": "c", "major": 1, "access": "rwm" }]""", "3")]
    [InlineData("""[{ "allow": true, "access": "rwm" }]""", "3")]
    [InlineData("""[{ "allow": true, "type": "c", "major": 1, "minor": 11, "access": "w" }]""", "EPERM")]
    [InlineData("""[{ "allow": true, "type": "b", "major": 1, "minor": 11, "access": "rwm" }]""", "EPERM")]
    [InlineData("""[{ "allow": true, "type": "c", "major": 1, "minor": 12, "access": "rwm" }]""", "EPERM")]
    [InlineData("""[{ "allow": true, "type": "c", "major": 1, "minor": 11, "access": "rwm" }, { "allow": false, "type": "c", "major": 1, "minor": 11, "access": "rwm" }]""", "EPERM")]
    public void Devices_Rules_DecideWhatOpens(string rules, string seen)
    {
        foreach (var rule in ConfigJson.Json(rules).AsArray()) Container.Linux["resources"]!["devices"]!.AsArray().Add(rule!.DeepClone());

        // 1 11 is /dev/kmsg, which may be read as root with CAP_SYSLOG.
        ConfigJson.Capabilities(Container.Process, "SYSLOG", "MKNOD");
        Container.Linux["devices"] = new JsonArray(ConfigJson.Json("""{ "path": "/dev/made", "type": "c", "major": 1, "minor": 11, "fileMode": 438 }"""));
        Assert.Equal(seen, Container.Shows("sys openat -100 @/dev/made 0"));
    }

    [RuntimeTheory]
    [InlineData("""{ "memory": { "limit": "much" } }""")]
    [InlineData("""{ "cpu": { "cpus": "no-list" } }""")]
    [InlineData("""{ "cpu": { "mems": "99" } }""")]
    [InlineData("""{ "cpu": { "quota": 5, "period": 5 } }""")]
    public void Limit_Impossible_IsRefused(string resources)
    {
        Resources(resources);
        Container.Refused();
    }

    // There is no such controller on version 1.
    [RuntimeFact]
    public void Unified_IsTheKernelsOrRefusedOnVersion1()
    {
        Resources("""{ "unified": { "memory.high": "33554432" } }""");
        if (Cgroup.IsUnified)
        {
            Container.Create();
            Assert.Equal("33554432", Cgroup.Read(Container, "", "memory.high"));
        }
        else
        {
            Container.Refused();
        }
    }

    private static string Controller(string field, JsonNode limits) => field switch
    {
        "cpu" when limits["cpus"] is not null || limits["mems"] is not null => "cpuset",
        "blockIO" => Cgroup.IsUnified ? "io" : "blkio",
        "unified" => limits.AsObject().First().Key.Split('.')[0],
        _ => field,
    };

    // 254 and 0 stand for the numbers of the machine's own disk.
    private static string OnThisDisk(string text) =>
        text.Replace("254:0 ", $"{Disk.Major}:{Disk.Minor} ", StringComparison.Ordinal).Replace("\"major\": 254, \"minor\": 0", $"\"major\": {Disk.Major}, \"minor\": {Disk.Minor}", StringComparison.Ordinal);

    private void Resources(string json)
    {
        var resources = ConfigJson.Json(json);
        foreach (var (field, limits) in resources.AsObject()) Cgroup.SkipWithout(Controller(field, limits!));
        resources["devices"] = Container.Linux["resources"]!["devices"]!.DeepClone();
        Container.Linux["resources"] = resources;
    }
}
