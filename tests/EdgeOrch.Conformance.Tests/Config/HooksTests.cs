using System.Diagnostics;
using System.Text.Json.Nodes;
using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Config;

/// <summary>config.md, POSIX-platform Hooks, and their place in runtime.md, Lifecycle.</summary>
public sealed class HooksTests : ContainerTest
{
    private static readonly string[] s_kinds = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];
    private readonly string _shared;

    public HooksTests()
    {
        _shared = Container.Share();
        Container.Config["hooks"] = new JsonObject();
    }

    public static TheoryData<string> Kinds { get; } = [.. s_kinds];

    public static TheoryData<string> KindsOfCreate { get; } = ["prestart", "createRuntime", "createContainer"];

    public static TheoryData<string> KindsOutside { get; } = ["prestart", "createRuntime", "poststart", "poststop"];

    [RuntimeFact]
    public async Task Hooks_AllKinds_RunInTheLifecyclesOrder()
    {
        foreach (var kind in s_kinds.Reverse()) Says(kind, kind);
        Container.Script($"echo process >> {_shared}/log; exec sleep 100");

        Container.Create();
        Assert.Equal("prestart createRuntime createContainer", Log());
        Container.Ok("start", Container.Id);
        await Testing.Eventually.HoldsAsync("the process and poststart", TestContainer.Patience, () => Log().Contains("process", StringComparison.Ordinal) && Log().Contains("poststart", StringComparison.Ordinal));
        Assert.StartsWith("prestart createRuntime createContainer startContainer process", Log().Replace("poststart ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Container.Ok("kill", Container.Id, "KILL");
        await Container.BecomesAsync("stopped");
        Assert.DoesNotContain("poststop", Log(), StringComparison.Ordinal);
        Container.Ok("delete", Container.Id);
        Assert.EndsWith(" poststop", Log(), StringComparison.Ordinal);
    }

    [RuntimeFact]
    public async Task Hooks_Poststart_ComesAfterStartContainer()
    {
        Add("startContainer", "sleep 0.5; echo startContainer >> $DIR/log");
        Says("poststart", "poststart");
        await WholeLifeAsync();
        Assert.Equal("startContainer poststart", Log());
    }

    [RuntimeTheory]
    [MemberData(nameof(Kinds))]
    public async Task Hooks_SeveralOfAKind_RunInTheGivenOrder(string kind)
    {
        for (var i = 1; i <= 3; i++) Says(kind, $"{i}");
        await WholeLifeAsync();
        Assert.Equal("1 2 3", Log());
    }

    [RuntimeTheory]
    [MemberData(nameof(Kinds))]
    public async Task Hooks_Stdin_IsTheState(string kind)
    {
        Container.Config["annotations"] = ConfigJson.Json("""{ "com.example": "known" }""");
        AddAsItIs(kind, "cat > $DIR/state");
        await WholeLifeAsync();
        var state = JsonNode.Parse(await File.ReadAllTextAsync($"{_shared}/state", TestContext.Current.CancellationToken))!;
        Assert.NotNull(state["ociVersion"]);
        Assert.Equal((Container.Id, Container.Bundle, "known"), ((string?)state["id"], (string?)state["bundle"], (string?)state["annotations"]?["com.example"]));
        string[] statuses = kind switch { "poststart" => ["running", "stopped"], "poststop" => ["stopped"], _ => ["creating", "created"] };
        Assert.Contains((string)state["status"]!, statuses);
    }

    [RuntimeTheory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("poststart")]
    public async Task Hooks_Pid_IsTheContainersAsTheHookSeesIt(string kind)
    {
        AddAsItIs(kind, "p=$(sed 's/.*\"pid\": *\\([0-9]*\\).*/\\1/' | tr -d '\\n'); readlink /proc/$p/ns/uts > $DIR/ns");
        Container.Launch("exec sleep 100");
        await TestContainer.HasAsync($"{_shared}/ns", Namespace.Of(Container.Pid, "uts") + "\n");
    }

    // A hook need not read what it is given, nor is it small always.
    [RuntimeTheory]
    [MemberData(nameof(Kinds))]
    public async Task Hooks_StdinLeftUnread_IsFine(string kind)
    {
        Container.Config["annotations"] = new JsonObject { ["com.example.long"] = new string('x', 200_000) };
        AddAsItIs(kind, "echo ran > $DIR/ran");
        await WholeLifeAsync();
        await TestContainer.HasAsync($"{_shared}/ran", "ran\n");
    }

    [RuntimeTheory]
    [MemberData(nameof(Kinds))]
    public async Task Hooks_ArgsAndEnv_ReachTheProgram(string kind)
    {
        Hooks(kind).Add(new JsonObject
        {
            ["path"] = "/bin/sh",
            ["args"] = ConfigJson.Texts("sh", "-c", $"cat > /dev/null; echo \"$0 $1 $SET\" > {_shared}/said", "zero", "one two"),
            ["env"] = ConfigJson.Texts("SET=value of it", "PATH=/bin"),
        });
        await WholeLifeAsync();
        await TestContainer.HasAsync($"{_shared}/said", "zero one two value of it\n");
    }

    [RuntimeTheory]
    [MemberData(nameof(KindsOutside))]
    public async Task Hooks_OfTheRuntimeNamespaces_RunOutside(string kind)
    {
        Add(kind, TellNamespaces);
        Container.Launch("exec sleep 100");
        var inside = Namespaces(Container.Pid);
        Container.Ok("delete", "--force", Container.Id);
        Assert.Empty((await LinesAsync("ns")).Intersect(inside));
    }

    [RuntimeTheory]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    public async Task Hooks_OfTheContainerNamespaces_RunInside(string kind)
    {
        Add(kind, TellNamespaces);
        Container.Launch("exec sleep 100");
        Assert.Equal(Namespaces(Container.Pid), await LinesAsync("ns"));
    }

    // config.md: after the container has been created, before pivot_root; the path is the runtime's.
    [RuntimeFact]
    public async Task Hooks_CreateContainer_SeesTheMountsUnderTheRuntimesRoot()
    {
        Container.Mount("""{ "destination": "/mnt", "type": "tmpfs", "source": "mark", "options": [] }""");
        Add("createContainer", $"grep -c ' {Container.Rootfs}/mnt tmpfs ' /proc/self/mounts > $DIR/count");
        Container.Create();
        Assert.Equal(["1"], await LinesAsync("count"));
    }

    [RuntimeFact]
    public async Task Hooks_StartContainer_HasTheContainersRoot()
    {
        Container.Write("/etc/only-here", "inside");
        Add("startContainer", "cat /etc/only-here > $DIR/said");
        Container.Launch("exec sleep 100");
        Assert.Equal(["inside"], await LinesAsync("said"));
    }

    [RuntimeTheory]
    [MemberData(nameof(KindsOfCreate))]
    public void Hooks_FailsInCreate_IsAnErrorThatUndoesAll(string kind)
    {
        Add(kind, "echo because of this >&2; exit 7");
        Says(kind, "after");
        Container.WriteConfig();
        Container.Fails("create", "--bundle", Container.Bundle, Container.Id);
        Container.LeavesNothing();
        Assert.Equal("", Log());
    }

    // runtime.md, Lifecycle: a failed hook of create goes on at step 12, and 13 is poststop.
    [RuntimeTheory]
    [MemberData(nameof(KindsOfCreate))]
    public void Hooks_FailsInCreate_PoststopIsCalled(string kind)
    {
        Add(kind, "exit 7");
        Says("poststop", "poststop");
        Container.WriteConfig();
        Container.Fails("create", "--bundle", Container.Bundle, Container.Id);
        Assert.Equal("poststop", Log());
    }

    [RuntimeFact]
    public void Hooks_StartContainerFails_StartFails()
    {
        Add("startContainer", "exit 7");
        Container.Create();
        Container.Fails("start", Container.Id);
    }

    [RuntimeFact]
    public async Task Hooks_StartContainerFails_TheProcessDoesNotRun()
    {
        Add("startContainer", "exit 7");
        Container.Script($"echo ran > {_shared}/ran");
        Container.Create();
        Container.Call("start", Container.Id);
        await Testing.Eventually.HoldsAsync("the end of the container", TestContainer.Patience, () => Container.Call("state", Container.Id) is var call && (call.ExitCode != 0 || call.Output.Contains("stopped", StringComparison.Ordinal)));
        Container.Ok("delete", "--force", Container.Id);
        Container.LeavesNothing();
        Assert.False(File.Exists($"{_shared}/ran"));
    }

    [RuntimeFact]
    public void Hooks_PoststartFails_IsAnErrorThatEndsTheContainer()
    {
        Add("poststart", "exit 7");
        Container.Script("exec sleep 100");
        Container.Create();
        Container.Fails("start", Container.Id);
        var call = Container.Call("state", Container.Id);
        Assert.True(call.ExitCode != 0 || (string?)JsonNode.Parse(call.Output)!["status"] == "stopped", $"{call}");
    }

    [RuntimeFact]
    public async Task Hooks_PoststopFails_TheOthersRunAndAllIsUndone()
    {
        Add("poststop", "exit 7");
        Says("poststop", "second");
        await WholeLifeAsync();
        Assert.Equal("second", Log());
        Container.LeavesNothing();
    }

    [RuntimeTheory]
    [MemberData(nameof(KindsOfCreate))]
    public void Hooks_LongerThanItsTimeout_IsEndedAndFails(string kind)
    {
        Add(kind, "exec sleep 30", timeout: 1);
        var watch = Stopwatch.StartNew();
        Container.WriteConfig();
        Container.Fails("create", "--bundle", Container.Bundle, Container.Id);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.9, 15);
        Container.LeavesNothing();
    }

    [RuntimeFact]
    public async Task Hooks_PoststopLongerThanItsTimeout_TheOthersRun()
    {
        Add("poststop", "exec sleep 30", timeout: 1);
        Says("poststop", "second");
        var watch = Stopwatch.StartNew();
        await WholeLifeAsync();
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.9, 15);
        Assert.Equal("second", Log());
    }

    [RuntimeTheory]
    [MemberData(nameof(Kinds))]
    public async Task Hooks_WithinItsTimeout_IsFine(string kind)
    {
        Add(kind, "echo ran >> $DIR/log", timeout: 30);
        await WholeLifeAsync();
        Assert.Equal("ran", Log());
    }

    [RuntimeTheory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Hooks_TimeoutIsNotPositive_IsRefused(int timeout)
    {
        Add("createRuntime", "exit 0", timeout);
        Container.Refused();
    }

    [RuntimeTheory]
    [MemberData(nameof(KindsOfCreate))]
    public void Hooks_KilledByASignal_Fails(string kind)
    {
        Add(kind, "kill -9 $$");
        Container.Refused();
    }

    [RuntimeTheory]
    [InlineData("prestart", "/none/such")]
    [InlineData("createRuntime", "/none/such")]
    [InlineData("createContainer", "/none/such")]
    [InlineData("startContainer", "/none/such")]
    [InlineData("createRuntime", "/etc/hosts")]
    public void Hooks_ProgramCannotRun_Fails(string kind, string program)
    {
        Hooks(kind).Add(new JsonObject { ["path"] = program });
        Container.Refused();
    }

    [RuntimeTheory]
    [InlineData("relative/path")]
    [InlineData("true")]
    public void Hooks_PathIsNotAbsolute_IsRefused(string program)
    {
        Hooks("createRuntime").Add(new JsonObject { ["path"] = program });
        Container.Refused();
    }

    // A hook of create may prepare what the container then finds: CNI, nvidia-container-toolkit.
    [RuntimeFact]
    public void Hooks_CreateRuntime_CanChangeTheNetworkNamespace()
    {
        AddAsItIs("createRuntime", "p=$(sed 's/.*\"pid\": *\\([0-9]*\\).*/\\1/' | tr -d '\\n'); PATH=$PATH:/sbin:/usr/sbin nsenter -t $p -n ip addr add 127.0.0.77/8 dev lo");
        Assert.Contains("127.0.0.77", Container.Shows("ip addr"), StringComparison.Ordinal);
    }

    [RuntimeFact]
    public void Hooks_CreateContainer_CanAddAMount()
    {
        Container.Write("/mnt/.keep", "");
        Container.Write("/etc/given", "given");
        Add("createContainer", $"mount --bind {Container.Rootfs}/etc {Container.Rootfs}/mnt");
        Assert.Equal("given", Container.Shows("cat /mnt/given"));
    }

    [RuntimeFact]
    public void Hooks_Run_CallsThemAllAndDeletes()
    {
        foreach (var kind in s_kinds) Says(kind, kind);
        Assert.Equal("ran", Container.Shows("echo ran"));
        Assert.Equal(s_kinds.Order(), Log().Split(' ').Order());
        Container.LeavesNothing();
    }

    private const string TellNamespaces = "for n in mnt net uts; do readlink /proc/self/ns/$n; done > $DIR/ns";

    private static string[] Namespaces(int pid) => [.. ((string[])["mount", "network", "uts"]).Select(type => Namespace.Of(pid, type))];

    private JsonArray Hooks(string kind)
    {
        var hooks = Container.Config["hooks"]!.AsObject();
        if (hooks[kind] is null) hooks[kind] = new JsonArray();
        return hooks[kind]!.AsArray();
    }

    // Not to read the state is a test of its own: what writes it may be ended by SIGPIPE.
    private void Add(string kind, string script, int? timeout = null) => AddAsItIs(kind, "cat > /dev/null; " + script, timeout);

    private void AddAsItIs(string kind, string script, int? timeout = null)
    {
        var hook = new JsonObject { ["path"] = "/bin/sh", ["args"] = ConfigJson.Texts("sh", "-c", script), ["env"] = ConfigJson.Texts("PATH=/bin:/usr/bin", $"DIR={_shared}") };
        if (timeout is not null) hook["timeout"] = timeout;
        Hooks(kind).Add(hook);
    }

    private void Says(string kind, string word) => Add(kind, $"echo {word} >> $DIR/log");

    private string Log() => File.Exists($"{_shared}/log") ? string.Join(' ', File.ReadAllLines($"{_shared}/log")) : "";

    private async Task<string[]> LinesAsync(string name)
    {
        await Eventually(name);
        return await File.ReadAllLinesAsync($"{_shared}/{name}", TestContext.Current.CancellationToken);
    }

    private Task Eventually(string name) => Testing.Eventually.HoldsAsync($"the file {name}", TestContainer.Patience, () => File.Exists($"{_shared}/{name}") && new FileInfo($"{_shared}/{name}").Length > 0);

    // poststart may still run when the process has ended.
    private async Task WholeLifeAsync()
    {
        Container.Launch("exec sleep 100");
        Container.Ok("kill", Container.Id, "KILL");
        await Container.BecomesAsync("stopped");
        Container.Ok("delete", Container.Id);
    }
}
