using System.Text.RegularExpressions;
using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Runtime;

/// <summary>runtime.md, State and Query State.</summary>
public sealed partial class StateTests : ContainerTest
{
    [RuntimeFact]
    public void State_Created_HasEveryRequiredMember()
    {
        Container.Create();
        var state = Container.State();
        Assert.Matches(SemanticVersion(), (string)state["ociVersion"]!);
        Assert.Equal((Container.Id, "created", Container.Bundle), ((string?)state["id"], (string?)state["status"], (string?)state["bundle"]));
        Assert.True(Directory.Exists($"/proc/{(int)state["pid"]!}"));
    }

    [RuntimeFact]
    public async Task State_CreatedRunningStopped_FollowsTheLifecycle()
    {
        Container.Script("exec sleep 100");
        Container.Create();
        Assert.Equal("created", Container.Status);
        var pid = Container.Pid;
        Container.Ok("start", Container.Id);
        Assert.Equal(("running", pid), (Container.Status, Container.Pid));
        Container.Ok("kill", Container.Id, "KILL");
        await Container.BecomesAsync("stopped");
    }

    [RuntimeFact]
    public async Task State_ProcessEndedByItself_IsStopped()
    {
        Container.Launch("exit 3");
        await Container.BecomesAsync("stopped");
    }

    [RuntimeFact]
    public void State_Pid_IsTheContainersFirstProcessSeenFromTheHost()
    {
        Container.Launch("exec sleep 100");
        var line = File.ReadLines($"/proc/{Container.Pid}/status").Single(l => l.StartsWith("NSpid:", StringComparison.Ordinal));
        Assert.Equal("1", line.Split('\t')[^1]);
        Assert.Equal("sleep\n", File.ReadAllText($"/proc/{Container.Pid}/comm"));
    }

    [RuntimeFact]
    public void State_Annotations_AreTheConfigurations()
    {
        Container.Config["annotations"] = ConfigJson.Json("""{ "com.example.key": "value", "com.example.empty": "" }""");
        Container.Create();
        Assert.Equal("""{"com.example.empty":"","com.example.key":"value"}""", Sorted(Container.State()["annotations"]!.AsObject()));
    }

    [RuntimeFact]
    public void State_RelativeBundle_IsToldAsAnAbsolutePath()
    {
        Container.WriteConfig();
        Assert.Equal(0, Container.CallIn(Container.Folder, "create", "--bundle", "bundle", Container.Id).ExitCode);
        Assert.Equal(Container.Bundle, (string?)Container.State()["bundle"]);
    }

    [RuntimeFact]
    public async Task State_InitKilledFromOutsideWhileCreated_IsStopped()
    {
        const int sigkill = 9;
        Container.Create();
        Libc.Kill(Container.Pid, sigkill);
        await Container.BecomesAsync("stopped");
    }

    [RuntimeFact]
    public void State_UnknownContainer_Fails() => Container.Fails("state", "none-such");

    [RuntimeFact]
    public void State_NoId_Fails() => Container.Fails("state");

    private static string Sorted(System.Text.Json.Nodes.JsonObject node) =>
        new System.Text.Json.Nodes.JsonObject(node.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))).ToJsonString();

    // Runtimes of a version before the specification's release say 1.0.2-dev.
    [GeneratedRegex(@"^1\.\d+\.\d+(-[0-9A-Za-z.+-]+)?$")]
    private static partial Regex SemanticVersion();
}
