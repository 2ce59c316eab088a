using System.Diagnostics;
using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Linux;

/// <summary>config-linux.md, Namespaces: made anew, joined by path, or the caller's.</summary>
public sealed class NamespacesTests : ContainerTest
{
    public static TheoryData<string> Types { get; } = ["pid", "network", "mount", "ipc", "uts", "cgroup", "user", "time"];

    [RuntimeTheory]
    [MemberData(nameof(Types))]
    public void Type_WithoutPath_IsNew(string type)
    {
        Ask(type);
        Container.Launch("exec sleep 100");
        Assert.NotEqual(Namespace.Of(Environment.ProcessId, type), Namespace.Of(Container.Pid, type));
    }

    [RuntimeTheory]
    [InlineData("pid")]
    [InlineData("network")]
    [InlineData("ipc")]
    [InlineData("uts")]
    [InlineData("cgroup")]
    [InlineData("user")]
    public void Type_NotAsked_IsTheCallers(string type)
    {
        Container.Without(type);
        if (type == "network") Container.Mounts.Remove(Container.Mounts.Single(m => (string?)m!["destination"] == "/sys"));
        Container.Launch("exec sleep 100");
        Assert.Equal(Namespace.Of(Environment.ProcessId, type), Namespace.Of(Container.Pid, type));
    }

    [RuntimeTheory]
    [InlineData("pid", "--pid --fork --kill-child")]
    [InlineData("network", "--net")]
    [InlineData("ipc", "--ipc")]
    [InlineData("uts", "--uts")]
    [InlineData("cgroup", "--cgroup")]
    [InlineData("mount", "--mount")]
    [InlineData("user", "--user")]
    [InlineData("time", "--time --fork --kill-child")]
    public async Task Type_WithPath_IsJoined(string type, string unshare)
    {
        using var holder = Process.Start(new ProcessStartInfo("unshare", [.. unshare.Split(' '), "sleep", "100"]))!;
        try
        {
            var pid = await HolderAsync(holder.Id, type);
            foreach (var map in (string[])["uid_map", "gid_map"])
                if (type == "user") await File.WriteAllTextAsync($"/proc/{pid}/{map}", "0 100000 65536", TestContext.Current.CancellationToken);
            Ask(type, $"/proc/{pid}/ns/{Namespace.FileOf(type)}");
            Container.Launch("exec sleep 100");
            Assert.Equal(Namespace.Of(pid, type), Namespace.Of(Container.Pid, type));
            Container.Ok("delete", "--force", Container.Id);

            // What it did not make it does not undo.
            Assert.True(File.Exists($"/proc/{pid}/ns/{Namespace.FileOf(type)}"));
        }
        finally
        {
            holder.Kill(entireProcessTree: true);
        }
    }

    [RuntimeFact]
    public void Path_OfAKeptNetwork_IsJoinedAndStays()
    {
        var kept = Container.PathOf("netns");
        File.WriteAllText(kept, "");
        using (var making = Process.Start(new ProcessStartInfo("unshare", [$"--net={kept}", "ip", "link", "set", "lo", "up"]))!) Assert.True(making.WaitForExit(TestContainer.Patience) && making.ExitCode == 0);
        Container.With("network", kept);
        Assert.Contains("UP", Container.Shows("ip link show lo"), StringComparison.Ordinal);
        Assert.Contains($" {kept} nsfs ", File.ReadAllText("/proc/self/mounts"), StringComparison.Ordinal);
    }

    [RuntimeFact]
    public void Network_New_HasLoopbackAlone() => Assert.Equal("1", Container.Shows("ip link | grep -c ^[0-9]"));

    [RuntimeFact]
    public void Network_New_LoopbackIsUp() => Assert.Contains("127.0.0.1", Container.Shows("ip addr show lo"), StringComparison.Ordinal);

    [RuntimeFact]
    public void Pid_New_HasTheProcessAsTheFirst() => Assert.Equal("1", Container.Shows("echo $$"));

    [RuntimeFact]
    public void Pid_New_ShowsNoOtherProcess() => Assert.Equal("1", Container.Shows("set -- /proc/[0-9]*; echo $#"));

    [RuntimeTheory]
    [InlineData("""{ "type": "nosuch" }""")]
    [InlineData("""{ "type": "" }""")]
    [InlineData("""{ "type": "mount" }""")]
    [InlineData("""{ "type": "uts", "path": "/proc/none/such" }""")]
    [InlineData("""{ "type": "cgroup", "path": "/proc/1/ns/uts" }""")]
    [InlineData("""{ "type": "cgroup", "path": "/etc/hosts" }""")]
    [InlineData("""{ "type": "cgroup", "path": "proc/self/ns/cgroup" }""")]
    public void Entry_UnknownTwiceOrOfAnotherType_IsRefused(string entry)
    {
        if (entry.Contains("uts\",", StringComparison.Ordinal)) Container.Without("uts");
        Container.Linux["namespaces"]!.AsArray().Add(ConfigJson.Json(entry));
        Container.Refused();
    }

    [RuntimeFact]
    public void TimeOffsets_ShiftTheClocks()
    {
        Container.With("time");
        Container.Linux["timeOffsets"] = ConfigJson.Json("""{ "monotonic": { "secs": 7881, "nanosecs": 2718281 }, "boottime": { "secs": 1337, "nanosecs": 3141519 } }""");
        Assert.Equal("monotonic 7881 2718281;boottime 1337 3141519", Container.Shows("awk '{ print $1, $2, $3 }' /proc/self/timens_offsets").Replace('\n', ';'));
    }

    private void Ask(string type, string? path = null)
    {
        Container.With(type, path);
        if (type != "user" || path is not null) return;
        Container.Linux["uidMappings"] = ConfigJson.Json("""[{ "containerID": 0, "hostID": 100000, "size": 1000 }]""");
        Container.Linux["gidMappings"] = ConfigJson.Json("""[{ "containerID": 0, "hostID": 100000, "size": 1000 }]""");
    }

    // A pid or time namespace is that of the children.
    private static async Task<int> HolderAsync(int unshare, string type)
    {
        var own = Namespace.Of(Environment.ProcessId, type);
        var seen = await Testing.Eventually.SeeAsync($"a process in a new {type} namespace", TestContainer.Patience, () => Task.FromResult(Candidate()), pid => pid != 0);
        return seen;

        int Candidate()
        {
            var children = File.ReadAllText($"/proc/{unshare}/task/{unshare}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var holder = children.Length > 0 ? int.Parse(children[0], System.Globalization.CultureInfo.InvariantCulture) : unshare;
            return File.ReadAllText($"/proc/{holder}/comm") == "sleep\n" && Namespace.Of(holder, type) != own ? holder : 0;
        }
    }
}
