using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Runtime;

/// <summary>runtime.md, Delete: a stopped container is undone, but for what it did not make; anything else is an error without effect.</summary>
public sealed class DeleteTests : ContainerTest
{
    [RuntimeFact]
    public async Task Delete_Stopped_LeavesNothingAndTheIdIsFree()
    {
        Container.Launch("exit 0");
        await Container.BecomesAsync("stopped");
        Container.Ok("delete", Container.Id);
        Container.LeavesNothing();
        Container.Fails("state", Container.Id);
        Container.Create();
    }

    [RuntimeFact]
    public async Task Delete_Twice_Fails()
    {
        Container.Launch("exit 0");
        await Container.BecomesAsync("stopped");
        Container.Ok("delete", Container.Id);
        Container.Fails("delete", Container.Id);
    }

    [RuntimeFact]
    public void Delete_Running_FailsWithoutEffect()
    {
        Container.Launch("exec sleep 100");
        Container.Fails("delete", Container.Id);
        Assert.Equal("running", Container.Status);
        Assert.Equal("alive", Container.Exec("echo alive"));
    }

    [RuntimeFact]
    public void Delete_Created_FailsWithoutEffect()
    {
        Container.Script("exec sleep 100");
        Container.Create();
        Container.Fails("delete", Container.Id);
        Assert.Equal("created", Container.Status);
        Container.Ok("start", Container.Id);
    }

    [RuntimeFact]
    public void Delete_UnknownContainer_Fails() => Container.Fails("delete", "none-such");

    [RuntimeFact]
    public void Delete_NoId_Fails() => Container.Fails("delete");

    [RuntimeTheory]
    [InlineData("created")]
    [InlineData("running")]
    [InlineData("stopped")]
    public async Task Delete_Force_LeavesNothing(string status)
    {
        Container.Script(status == "stopped" ? "exit 0" : "sleep 100 & exec sleep 100");
        Container.Create();
        if (status != "created") Container.Ok("start", Container.Id);
        await Container.BecomesAsync(status);
        Container.Ok("delete", "--force", Container.Id);
        Container.LeavesNothing();
    }

    [RuntimeFact]
    public void Delete_ForceOfNone_IsNoError() => Container.Ok("delete", "--force", "none-such");

    [RuntimeFact]
    public async Task Delete_ProcessesLeftWithoutAPidNamespace_EndsThem()
    {
        Container.Without("pid");
        Container.Launch("sleep 100 & sleep 100 & exit 0");
        await Container.BecomesAsync("stopped");
        Container.Ok("delete", "--force", Container.Id);
        Container.LeavesNothing();
    }

    [RuntimeFact]
    public async Task Delete_WhatTheContainerDidNotMake_Stays()
    {
        var shared = Container.Share();
        Container.Launch($"echo kept > {shared}/file; echo kept > /root/file");
        await Container.BecomesAsync("stopped");
        Container.Ok("delete", Container.Id);
        var token = TestContext.Current.CancellationToken;
        Assert.Equal("kept\n", await File.ReadAllTextAsync($"{shared}/file", token));
        Assert.Equal("kept\n", await File.ReadAllTextAsync(Path.Combine(Container.Rootfs, "root/file"), token));
        Assert.True(File.Exists(Path.Combine(Container.Bundle, "config.json")));
    }

    [RuntimeFact]
    public async Task Delete_InnerCgroupsOfTheWorkload_GoToo()
    {
        Container.Mount("""{ "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev"] }""");
        Container.With("cgroup");
        Container.Launch("for d in /sys/fs/cgroup /sys/fs/cgroup/pids; do mkdir -p $d/inner/most; done; exit 0");
        await Container.BecomesAsync("stopped");
        Container.Ok("delete", Container.Id);
        Container.LeavesNothing();
    }
}
