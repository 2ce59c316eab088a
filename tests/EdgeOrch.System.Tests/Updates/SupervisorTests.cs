using System.Globalization;
using System.Text.RegularExpressions;
using EdgeOrch.System.Tests.Programs;
using EdgeOrch.Testing;

namespace EdgeOrch.System.Tests.Updates;

/// <summary>The promise: an update of the device's program reaches the supervisor too, and no workload notices.</summary>
public sealed partial class SupervisorTests(UpdatableSite site) : IClassFixture<UpdatableSite>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Workload_WhenTheSupervisorsProgramIsExchanged_KeepsItsProcessItsLogAndItsExitCode()
    {
        await site.PushSampleAsync();
        await site.ApplyAsync(site.Manifest("counts", "sample/hello:v1", """
                  command: [sh, -c, "trap 'exit 7' TERM; i=0; while :; do i=$((i+1)); echo line $i; busybox sleep 0.05; done"]
                  restart: { policy: never }
            """));
        var before = await site.AwaitRunningAsync("counts/web", 1);
        var (supervisor, old) = (site.Supervisor.Pid, await site.RunningFileAsync());

        // The agent is started anew after an update, and then asks the supervisor to become what its file holds.
        site.PutProgram();
        await site.Agent.KillAsync();
        site.Agent.Start();
        var current = await Eventually.SeeAsync("the supervisor to be the new program", Patience, site.RunningFileAsync, file => file != old);
        Assert.Equal(await site.InstalledFileAsync(), current);
        Assert.Equal(supervisor, site.Supervisor.Pid);
        Assert.True(site.Supervisor.IsRunning);

        var seen = Lines().Count;
        await Eventually.HoldsAsync("more lines in the log", Patience, () => Lines().Count > seen + 20);
        Assert.Equal(before.Pid, (await site.AwaitRunningAsync("counts/web", 1)).Pid);

        (await PublishedProgram.RunAsync("/bin/kill", ["-TERM", before.Pid!.Value.ToString(CultureInfo.InvariantCulture)])).Succeeded();
        await site.AwaitDeviceAsync("its exit code", device => device.Workloads.Any(w => w.Id.Deployment == "counts" && w.Reported is { LastExitCode: 7, Restarts: 0 }));
        var lines = Lines();
        Assert.Equal(Enumerable.Range(1, lines.Count), lines);
    }

    private List<int> Lines() => [.. Line().Matches(site.LogOf("counts/web")).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"line (\d+)\n")]
    private static partial Regex Line();
}
