using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Runtime;

/// <summary>runtime.md, Start: <c>start ID</c> runs the process; anything but created is an error without effect.</summary>
public sealed class StartTests : ContainerTest
{
    [RuntimeFact]
    public async Task Start_Created_RunsTheProcess()
    {
        var shared = Container.Share();
        Container.Launch($"echo $$ > {shared}/ran");
        await TestContainer.HasAsync($"{shared}/ran", "1\n");
    }

    [RuntimeFact]
    public void Start_Running_FailsWithoutEffect()
    {
        Container.Launch("exec sleep 100");
        var pid = Container.Pid;
        Container.Fails("start", Container.Id);
        Assert.Equal(("running", pid), (Container.Status, Container.Pid));
    }

    [RuntimeFact]
    public async Task Start_Stopped_FailsWithoutEffect()
    {
        var shared = Container.Share();
        Container.Launch($"echo ran >> {shared}/ran");
        await Container.BecomesAsync("stopped");
        Container.Fails("start", Container.Id);
        Assert.Equal("stopped", Container.Status);
        Assert.Equal("ran\n", await File.ReadAllTextAsync($"{shared}/ran", TestContext.Current.CancellationToken));
    }

    [RuntimeFact]
    public async Task Start_KilledWhileCreated_Fails()
    {
        Container.Create();
        Container.Ok("kill", Container.Id, "KILL");
        await Container.BecomesAsync("stopped");
        Container.Fails("start", Container.Id);
    }

    [RuntimeFact]
    public void Start_UnknownContainer_Fails() => Container.Fails("start", "none-such");

    [RuntimeFact]
    public void Start_NoId_Fails() => Container.Fails("start");

    [RuntimeFact]
    public void Start_NoProcess_Fails()
    {
        Container.Config.Remove("process");
        Container.Refused();
    }

    [RuntimeTheory]
    [InlineData("/bin/none-such")]
    [InlineData("none-such")]
    [InlineData("/etc")]
    [InlineData("/etc/not-executable")]
    public void Start_ProgramCannotRun_CreateOrStartFails(string program)
    {
        Container.Write("/etc/not-executable", "#!/bin/sh\n");
        Container.Process["args"] = ConfigJson.Texts(program);
        Container.Refused();
    }
}
