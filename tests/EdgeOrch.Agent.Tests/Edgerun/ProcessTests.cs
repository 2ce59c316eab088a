using System.Text.Json.Nodes;

namespace EdgeOrch.Agent.Tests.Edgerun;

/// <summary>The promise: a container's processes can be seen, counted and made to stand still, and are filtered as config.json says.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly Edgerun _edgerun = new();

    public void Dispose() => _edgerun.Dispose();

    [Fact]
    public async Task Pause_RunningContainer_StandsStillUntilResumed()
    {
        Start("trap 'exit 0' TERM; while :; do sleep 0.05; done");

        _edgerun.Ok("pause", _edgerun.Id);
        Assert.Equal("paused", (string?)_edgerun.State()["status"]);
        Assert.Equal($"container \"{_edgerun.Id}\" is paused, not running", _edgerun.Fails(1, "pause", _edgerun.Id));
        _edgerun.Ok("kill", _edgerun.Id, "TERM");
        Assert.Equal("paused", (string?)_edgerun.State()["status"]);
        _edgerun.Ok("resume", _edgerun.Id);

        await _edgerun.BecomesAsync("stopped");
    }

    [Fact]
    public void Delete_OfAPausedContainer_NeedsForceAndLeavesNothing()
    {
        Start("exec sleep 100");
        _edgerun.Ok("pause", _edgerun.Id);

        _edgerun.Ok("delete", "--force", _edgerun.Id);

        _edgerun.LeavesNothing();
    }

    [Fact]
    public void Ps_RunningContainer_ListsItsProcesses()
    {
        Start("sleep 100 & exec sleep 200");

        var pids = JsonNode.Parse(_edgerun.Ok("ps", "--format", "json", _edgerun.Id))!.AsArray();
        var table = _edgerun.Ok("ps", _edgerun.Id, "-o", "pid,args", "-e");

        Assert.Contains((int)_edgerun.State()["pid"]!, pids.Select(pid => (int)pid!));
        Assert.Contains("sleep 200", table, StringComparison.Ordinal);
        Assert.DoesNotContain("edgerun", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Events_Stats_CountsWhatIsUsed()
    {
        Start("exec sleep 100");

        var line = JsonNode.Parse(_edgerun.Ok("events", "--stats", _edgerun.Id))!;

        Assert.Equal(("stats", _edgerun.Id), ((string?)line["type"], (string?)line["id"]));
        Assert.Equal(1, (int)line["data"]!["pids"]!["current"]!);
        Assert.InRange((long)line["data"]!["memory"]!["usage"]!["usage"]!, 1, 16 << 20);
        Assert.InRange((long)line["data"]!["cpu"]!["usage"]!["total"]!, 1, long.MaxValue);
        Assert.InRange((long)line["data"]!["cpu"]!["usage"]!["kernel"]!, 0, long.MaxValue);
        Assert.NotEmpty(line["data"]!["memory"]!["raw"]!.AsObject());
        Assert.Empty(line["data"]!["network_interfaces"]!.AsArray());
    }

    [Fact]
    public void Update_Limits_HoldAtOnceAndLeaveTheOthers()
    {
        _edgerun.Configure(c => c["linux"]!["resources"] = JsonNode.Parse("""{ "memory": { "limit": 33554432 }, "pids": { "limit": 20 } }"""));
        Cgroups();
        Start("exec sleep 100");

        foreach (var limit in (long[])[67108864, 16777216])
        {
            File.WriteAllText(_edgerun.PathOf("limits"), $$"""{ "memory": { "limit": {{limit}} } }""");
            _edgerun.Ok("update", "--resources", _edgerun.PathOf("limits"), _edgerun.Id);
            Assert.Contains($"{limit}\n", Limits(), StringComparison.Ordinal);
        }

        Assert.Contains("20\n", Limits(), StringComparison.Ordinal);
        File.WriteAllText(_edgerun.PathOf("limits"), """{ "memory": { "limit": 0 } }""");
        _edgerun.Ok("update", "--memory", "33554432", _edgerun.Id);
        Assert.Equal("--memory \"much\" is no number; see edgerun --help", _edgerun.Fails(2, "update", "--memory", "much", _edgerun.Id));
        Assert.Equal("linux.resources.memory.limit: 0 is neither positive nor -1", _edgerun.Fails(1, "update", "--resources", _edgerun.PathOf("limits"), _edgerun.Id));

        string Limits() => _edgerun.Ok("exec", _edgerun.Id, "sh", "-c", "cd /sys/fs/cgroup; cat memory/memory.limit_in_bytes memory.max pids/pids.max pids.max 2>&-; true");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_CgroupMount_ShowsTheContainersOwnAlone(bool hasNamespace)
    {
        if (!hasNamespace) _edgerun.Configure(c => RemoveNamespace(c, "cgroup"));
        Cgroups();
        _edgerun.Script("cd /sys/fs/cgroup; cat pids/cgroup.procs cgroup.procs 2>&-; mkdir pids/x x 2>&- || echo ro");

        Assert.Equal((0, "1\nro\n", ""), First(_edgerun.Run("run", "--bundle", _edgerun.Bundle, _edgerun.Id)));

        // The shell, and the cat that lists.
        static (int, string, string) First((int Code, string Output, string Error) run) => (run.Code, string.Concat(run.Output.Split('\n').Where((_, i) => i != 1).Take(2).Select(l => l + "\n")), run.Error);
    }

    [Fact]
    public void Run_PidNamespaceOfTheHost_IsAProcessAmongOthers()
    {
        _edgerun.Configure(c => RemoveNamespace(c, "pid"));
        _edgerun.Script("[ $$ -gt 1 ] && echo among others");

        Assert.Equal((0, "among others\n", ""), _edgerun.Run("run", "--bundle", _edgerun.Bundle, _edgerun.Id));
    }

    [Fact]
    public void Run_Cpuset_IsKept()
    {
        _edgerun.Configure(c => c["linux"]!["resources"] = JsonNode.Parse("""{ "cpu": { "cpus": "0" } }"""));
        _edgerun.Script("cat /proc/self/status | while read a b; do [ $a = Cpus_allowed_list: ] && echo $b; done; true");

        Assert.Equal((0, "0\n", ""), _edgerun.Run("run", "--bundle", _edgerun.Bundle, _edgerun.Id));
    }

    [Fact]
    public void Run_SeccompOfTheBundle_AnswersTheCallsOfTheWorkload()
    {
        Filter("""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 28 }] }""");
        _edgerun.Script("mkdir /tmp/x; cat /proc/self/status | while read a b; do [ $a = Seccomp: ] && echo mode $b; done; true");

        var (code, output, error) = _edgerun.Run("run", "--bundle", _edgerun.Bundle, _edgerun.Id);

        Assert.Equal((0, "mode 2\n"), (code, output));
        Assert.Contains("No space left on device", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_SeccompThatKills_IsDeathByBadSystemCall()
    {
        Filter("""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["getcwd"], "action": "SCMP_ACT_KILL_PROCESS" }] }""");
        _edgerun.Script("exec /bin/busybox pwd -P");

        Assert.Equal(128 + 31, _edgerun.Run("run", "--bundle", _edgerun.Bundle, _edgerun.Id).ExitCode);
    }

    [Theory]
    [InlineData("""{ "defaultAction": "SCMP_ACT_MAYBE" }""", "linux.seccomp.defaultAction: \"SCMP_ACT_MAYBE\" is not supported")]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["getcwd"], "action": "SCMP_ACT_NOTIFY" }] }""", "linux.seccomp.listenerPath: is missing, which SCMP_ACT_NOTIFY needs")]
    [InlineData("""{ "defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{ "names": ["read"], "action": "SCMP_ACT_ALLOW", "args": [{ "index": 6, "value": 0, "op": "SCMP_CMP_EQ" }] }] }""", "linux.seccomp.syscalls[0].args[0].index: 6 is not within 0 to 5")]
    public void Create_BadSeccomp_NamesTheField(string filter, string problem)
    {
        Filter(filter);

        Assert.StartsWith(problem, _edgerun.Fails(1, "create", "--bundle", _edgerun.Bundle, _edgerun.Id), StringComparison.Ordinal);
        _edgerun.LeavesNothing();
    }

    private void Start(string script)
    {
        _edgerun.Script(script);
        _edgerun.Ok("run", "--detach", "--bundle", _edgerun.Bundle, _edgerun.Id);
    }

    private void Cgroups() => _edgerun.Configure(c => c["mounts"]!.AsArray().Add(
        JsonNode.Parse("""{ "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["ro", "nosuid", "noexec", "nodev"] }""")));

    private static void RemoveNamespace(JsonNode config, string type)
    {
        var namespaces = config["linux"]!["namespaces"]!.AsArray();
        namespaces.Remove(namespaces.Single(n => (string?)n!["type"] == type));
    }

    private void Filter(string json) => _edgerun.Configure(config => config["linux"]!["seccomp"] = JsonNode.Parse(json));
}
