using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Runtime;

/// <summary>runtime.md, Create: everything of the configuration is there but the process, which has not run; a failed create leaves nothing.</summary>
public sealed class CreateTests : ContainerTest
{
    [RuntimeFact]
    public async Task Create_BeforeStart_TheProcessHasNotRun()
    {
        var shared = Container.Share();
        Container.Script($"echo ran > {shared}/ran; sleep 100");
        Container.Create();
        Assert.Equal("created", Container.Status);
        Assert.False(File.Exists($"{shared}/ran"));
        Container.Ok("start", Container.Id);
        await TestContainer.HasAsync($"{shared}/ran", "ran\n");
    }

    [RuntimeFact]
    public async Task Create_ConfigChangedAfterwards_HasNoEffect()
    {
        var shared = Container.Share();
        Container.Script($"echo first > {shared}/ran");
        Container.Create();
        Container.Script($"echo second > {shared}/ran");
        Container.WriteConfig();
        Container.Ok("start", Container.Id);
        await TestContainer.HasAsync($"{shared}/ran", "first\n");
    }

    [RuntimeFact]
    public async Task Create_ConfigRemovedAfterwards_TheLifecycleGoesOn()
    {
        Container.Script("exec sleep 100");
        Container.Create();
        File.Delete(Path.Combine(Container.Bundle, "config.json"));
        Container.Ok("start", Container.Id);
        Assert.Equal("running", Container.Status);
        Container.Ok("kill", Container.Id, "KILL");
        await Container.BecomesAsync("stopped");
        Container.Ok("delete", Container.Id);
        Container.LeavesNothing();
    }

    [RuntimeFact]
    public void Create_NoBundleOption_TakesTheWorkingFolder()
    {
        Container.WriteConfig();
        Assert.Equal((0, "", ""), Triple(Container.CallIn(Container.Bundle, "create", Container.Id)));
        Assert.Equal(Container.Bundle, (string?)Container.State()["bundle"]);
    }

    [RuntimeFact]
    public void Create_IdIsTaken_FailsAndLeavesTheFirstAlone()
    {
        Container.Launch("exec sleep 100");
        var pid = Container.Pid;
        Container.Fails("create", "--bundle", Container.Bundle, Container.Id);
        Assert.Equal(("running", pid), (Container.Status, Container.Pid));
    }

    [RuntimeTheory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../outside")]
    [InlineData("a/b")]
    public void Create_IdIsNoName_Fails(string id)
    {
        Container.WriteConfig();
        Container.Fails("create", "--bundle", Container.Bundle, id);
    }

    [RuntimeFact]
    public void Create_NoId_Fails()
    {
        Container.WriteConfig();
        Container.Fails("create", "--bundle", Container.Bundle);
    }

    [RuntimeFact]
    public void Create_NoSuchBundle_Fails() => Container.Fails("create", "--bundle", Container.PathOf("none-such"), Container.Id);

    [RuntimeFact]
    public void Create_NoConfig_Fails()
    {
        Assert.Contains("config.json", Container.Fails("create", "--bundle", Container.Bundle, Container.Id), StringComparison.Ordinal);
        Container.LeavesNothing();
    }

    [RuntimeTheory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{ \"ociVersion\": \"1.0.2\" }")]
    public void Create_ConfigIsNone_Fails(string text)
    {
        File.WriteAllText(Path.Combine(Container.Bundle, "config.json"), text);
        Container.Fails("create", "--bundle", Container.Bundle, Container.Id);
        Container.LeavesNothing();
    }

    // config.md, Extensibility: unknown properties are ignored.
    [RuntimeTheory]
    [InlineData("")]
    [InlineData("process")]
    [InlineData("linux")]
    public void Create_UnknownProperty_IsIgnored(string parent)
    {
        var node = parent.Length == 0 ? Container.Config : Container.Config[parent]!;
        node["comExampleUnknown"] = ConfigJson.Json("""{ "a": 1 }""");
        Assert.Equal("ran", Container.Shows("echo ran"));
    }

    [RuntimeFact]
    public void Create_AfterAFailedOne_TheSameIdCanBeUsed()
    {
        Container.Mount("""{ "destination": "/mnt", "type": "bind", "source": "/none/such", "options": ["bind"] }""");
        Container.Refused();
        Container.Mounts.RemoveAt(Container.Mounts.Count - 1);
        Container.Create();
    }

    [RuntimeTheory]
    [InlineData("mount")]
    [InlineData("namespace")]
    [InlineData("sysctl")]
    [InlineData("rootfs")]
    [InlineData("cgroup")]
    public void Create_CannotMakeWhatIsAsked_FailsAndLeavesNothing(string what)
    {
        switch (what)
        {
            case "mount":
                Container.Mount("""{ "destination": "/mnt", "type": "nosuchfs", "source": "x" }""");
                break;
            case "namespace":
                Container.Linux["namespaces"]!.AsArray().Add(ConfigJson.Json("""{ "type": "nosuch" }"""));
                break;
            case "sysctl":
                Container.Linux["sysctl"] = ConfigJson.Json("""{ "net.ipv4.no_such_setting": "1" }""");
                break;
            case "rootfs":
                Container.Config["root"]!["path"] = "none-such";
                break;
            default:
                Container.Linux["resources"]!["cpu"] = ConfigJson.Json("""{ "cpus": "4000-4001" }""");
                break;
        }

        Container.Refused();
    }

    private static (int, string, string) Triple(Call call) => (call.ExitCode, call.Output, call.Error);
}
