using System.Globalization;
using System.Text.Json.Nodes;
using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Commands;

/// <summary>list, ps, pause, resume, update, spec and --version, and the options that stand before them.</summary>
public sealed class OtherCommandsTests : ContainerTest
{
    [RuntimeFact]
    public async Task Pause_ThenResume_StandsStillAndGoesOn()
    {
        var shared = Container.Share();
        Container.Launch($"while :; do echo x >> {shared}/log; sleep 0.01; done");
        await Testing.Eventually.HoldsAsync("the first line", TestContainer.Patience, () => File.Exists($"{shared}/log"));
        Container.Ok("pause", Container.Id);
        Assert.Equal("paused", Container.Status);
        var length = new FileInfo($"{shared}/log").Length;
        Container.Ok("list");
        Assert.Equal(length, new FileInfo($"{shared}/log").Length);
        Container.Ok("resume", Container.Id);
        Assert.Equal("running", Container.Status);
        await Testing.Eventually.HoldsAsync("more lines", TestContainer.Patience, () => new FileInfo($"{shared}/log").Length > length);
    }

    [RuntimeFact]
    public void Pause_Paused_CanBeDeletedWithForce()
    {
        Container.Launch("exec sleep 100");
        Container.Ok("pause", Container.Id);
        Container.Ok("delete", "--force", Container.Id);
        Container.LeavesNothing();
    }

    [RuntimeTheory]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("update")]
    [InlineData("ps")]
    public void Verb_UnknownContainer_Fails(string verb) => Container.Fails(verb, "none-such");

    [RuntimeFact]
    public async Task PauseAndResume_Stopped_Fail()
    {
        Container.Launch("exit 0");
        await Container.BecomesAsync("stopped");
        Container.Fails("pause", Container.Id);
        Container.Fails("resume", Container.Id);
    }

    [RuntimeFact]
    public void Update_ResourcesFile_ChangesThemAtOnceAndKeepsTheOthers()
    {
        Cgroup.SkipWithout("memory");
        Container.Linux["resources"]!["memory"] = ConfigJson.Json("""{ "limit": 33554432 }""");
        Container.Linux["resources"]!["pids"] = ConfigJson.Json("""{ "limit": 20 }""");
        Container.Launch("exec sleep 100");
        File.WriteAllText(Container.PathOf("resources.json"), """{ "memory": { "limit": 67108864 } }""");
        Container.Ok("update", "--resources", Container.PathOf("resources.json"), Container.Id);
        Assert.Equal("67108864", Cgroup.Read(Container, "memory/memory.limit_in_bytes", "memory.max"));
        Assert.Equal("20", Cgroup.Read(Container, "pids/pids.max", "pids.max"));
    }

    [RuntimeFact]
    public void List_Json_HasTheContainer()
    {
        Container.Launch("exec sleep 100");
        var listed = JsonNode.Parse(Container.Ok("list", "--format", "json"))!.AsArray().Single()!;
        Assert.Equal((Container.Id, Container.Pid, "running", Container.Bundle), ((string?)listed["id"], (int)listed["pid"]!, (string?)listed["status"], (string?)listed["bundle"]));
    }

    [RuntimeFact]
    public void List_Quiet_HasIdsAlone()
    {
        Container.Create();
        Assert.Equal(Container.Id + "\n", Container.Ok("list", "--quiet"));
    }

    [RuntimeFact]
    public void Ps_Json_HasThePids()
    {
        Container.Launch("sleep 100 & exec sleep 100");
        var pids = JsonNode.Parse(Container.Ok("ps", "--format", "json", Container.Id))!.AsArray().Select(pid => (int)pid!).ToList();
        Assert.Contains(Container.Pid, pids);
        Assert.All(pids, pid => Assert.True(Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}"))));
    }

    [RuntimeFact]
    public void Spec_WritesABundleThatRuns()
    {
        File.Delete(Path.Combine(Container.Bundle, "config.json"));
        Assert.Equal(0, Container.CallIn(Container.Bundle, "spec").ExitCode);
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(Container.Bundle, "config.json")))!;
        config["process"]!["args"] = ConfigJson.Texts("/bin/echo", "made by spec");
        config["process"]!["terminal"] = false;
        config["linux"]!["cgroupsPath"] = $"/edgeorch-conformance/{Container.Id}";

        // Some ask for more than this machine's root may.
        config["process"]!.AsObject().Remove("rlimits");
        File.WriteAllText(Path.Combine(Container.Bundle, "config.json"), config.ToJsonString());
        Assert.Equal("made by spec\n", Container.Ok("run", "--bundle", Container.Bundle, Container.Id));
    }

    [RuntimeTheory]
    [InlineData("--version")]
    [InlineData("--help")]
    public void Option_Informs_OnStdout(string option) => Assert.Contains(RuntimeUnderTest.Name, Container.Ok(option), StringComparison.Ordinal);

    [RuntimeFact]
    public void Log_Json_GetsTheError()
    {
        Container.Fails("--log", Container.PathOf("log"), "--log-format", "json", "state", "none-such");
        Assert.NotEqual("", (string?)JsonNode.Parse(File.ReadAllLines(Container.PathOf("log"))[^1])!["msg"]);
    }

    [RuntimeTheory]
    [InlineData("nosuchverb")]
    [InlineData("--nosuchoption")]
    public void Word_Unknown_Fails(string word) => Assert.NotEqual(0, Container.Call(word).ExitCode);
}
