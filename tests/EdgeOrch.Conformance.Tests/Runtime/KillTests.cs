using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Runtime;

/// <summary>runtime.md, Kill: <c>kill ID SIGNAL</c> sends a signal to the container process; anything but created and running is an error without effect.</summary>
public sealed class KillTests : ContainerTest
{
    [RuntimeTheory]
    [InlineData("TERM", "TERM")]
    [InlineData("SIGTERM", "TERM")]
    [InlineData("15", "TERM")]
    [InlineData("HUP", "HUP")]
    [InlineData("SIGINT", "INT")]
    [InlineData("USR1", "USR1")]
    [InlineData("12", "USR2")]
    [InlineData("SIGWINCH", "WINCH")]
    public async Task Kill_Running_SendsTheSignal(string signal, string received)
    {
        var shared = Container.Share();
        Container.Launch($"for s in TERM HUP INT USR1 USR2 WINCH; do trap \"echo $s > {shared}/signal; exit 0\" $s; done; echo > {shared}/ready; while :; do sleep 0.02; done");
        await TestContainer.HasAsync($"{shared}/ready", "\n");
        Container.Ok("kill", Container.Id, signal);
        await TestContainer.HasAsync($"{shared}/signal", received + "\n");
        await Container.BecomesAsync("stopped");
    }

    [RuntimeFact]
    public async Task Kill_NoSignalGiven_SendsTerm()
    {
        var shared = Container.Share();
        Container.Launch($"trap 'echo term > {shared}/signal; exit 0' TERM; echo > {shared}/ready; while :; do sleep 0.02; done");
        await TestContainer.HasAsync($"{shared}/ready", "\n");
        Container.Ok("kill", Container.Id);
        await TestContainer.HasAsync($"{shared}/signal", "term\n");
    }

    [RuntimeTheory]
    [InlineData("KILL")]
    [InlineData("9")]
    public async Task Kill_Created_EndsIt(string signal)
    {
        Container.Create();
        Container.Ok("kill", Container.Id, signal);
        await Container.BecomesAsync("stopped");
    }

    [RuntimeFact]
    public async Task Kill_Stopped_Fails()
    {
        Container.Launch("exit 0");
        await Container.BecomesAsync("stopped");
        Container.Fails("kill", Container.Id, "KILL");
        Assert.Equal("stopped", Container.Status);
    }

    [RuntimeFact]
    public void Kill_UnknownContainer_Fails() => Container.Fails("kill", "none-such", "KILL");

    [RuntimeFact]
    public void Kill_NoId_Fails() => Container.Fails("kill");

    [RuntimeTheory]
    [InlineData("NOSUCH")]
    [InlineData("SIGNOSUCH")]
    [InlineData("1000")]
    [InlineData("-1")]
    public void Kill_UnknownSignal_FailsWithoutEffect(string signal)
    {
        Container.Launch("exec sleep 100");
        Container.Fails("kill", Container.Id, signal);
        Assert.Equal("running", Container.Status);
    }

    [RuntimeFact]
    public async Task Kill_All_EndsEveryProcessAlsoWithoutAPidNamespace()
    {
        Container.Without("pid");
        Container.Launch("sleep 100 & sleep 100 & exec sleep 100");
        Container.Ok("kill", "--all", Container.Id, "KILL");
        await Container.BecomesAsync("stopped");
        Container.Ok("delete", Container.Id);
        Container.LeavesNothing();
    }

    [RuntimeFact]
    public async Task Kill_FirstProcess_EndsAllOfThePidNamespace()
    {
        Container.Launch("sleep 100 & sleep 100 & exec sleep 100");
        Container.Ok("kill", Container.Id, "KILL");
        await Container.BecomesAsync("stopped");
        Container.Ok("delete", Container.Id);
        Container.LeavesNothing();
    }
}
