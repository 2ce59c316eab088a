using System.Globalization;
using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Runtime;

/// <summary><c>--pid-file</c> of create, run and exec, as callers of every runtime use it.</summary>
public sealed class PidFileTests : ContainerTest
{
    [RuntimeFact]
    public void PidFile_Create_HasThePidAndNoMore()
    {
        Container.Create("--pid-file", Container.PathOf("pid"));
        Assert.Equal(Container.Pid.ToString(CultureInfo.InvariantCulture), File.ReadAllText(Container.PathOf("pid")));
    }

    [RuntimeFact]
    public void PidFile_RunDetached_HasThePid()
    {
        Container.Script("exec sleep 100");
        Assert.Equal(0, Container.Run("--detach", "--pid-file", Container.PathOf("pid")).ExitCode);
        Assert.Equal(Container.Pid.ToString(CultureInfo.InvariantCulture), File.ReadAllText(Container.PathOf("pid")));
    }

    [RuntimeFact]
    public async Task PidFile_Exec_HasThePidOfTheFurtherProcess()
    {
        Container.Launch("exec sleep 100");
        Container.Ok("exec", "--detach", "--pid-file", Container.PathOf("pid"), Container.Id, "/bin/sleep", "50");
        var pid = File.ReadAllText(Container.PathOf("pid"));
        // runc answers before its init has become the program.
        await Testing.Eventually.SeeAsync("the further process", TestContainer.Patience, () => File.ReadAllTextAsync($"/proc/{pid}/cmdline"), line => line == "/bin/sleep\050\0");
    }

    [RuntimeFact]
    public void PidFile_CannotBeWritten_FailsAndLeavesNothing()
    {
        Container.WriteConfig();
        Container.Fails("create", "--bundle", Container.Bundle, "--pid-file", "/none/such/pid", Container.Id);
        Container.LeavesNothing();
    }
}
