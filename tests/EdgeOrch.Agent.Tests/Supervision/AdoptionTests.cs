using System.Diagnostics;
using System.Text.Json.Nodes;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Testing;

namespace EdgeOrch.Agent.Tests.Supervision;

/// <summary>The supervisor as a process of its own, killed and started again.</summary>
public sealed class AdoptionTests : IAsyncLifetime
{
    private const string Counting = "i=0; while :; do i=$((i+1)); echo $i; sleep 0.05; done";
    private readonly DeviceFixture _device = new();
    private Process? _process;

    public async ValueTask InitializeAsync() => await LaunchAsync();

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _device.DisposeAsync();
    }

    [Fact]
    public async Task Kill9_RunningContainer_LivesOnAndIsAdopted()
    {
        var before = await _device.Client.StartAsync(_device.Shell(Counting), DeviceFixture.Cancel);
        await _device.SeeLogAsync(3);
        await KillAsync();
        Assert.True(Directory.Exists($"/proc/{before.Pid}"));

        await LaunchAsync();
        var after = await _device.SeeAsync("the adopted container", r => r.Phase == ContainerPhase.Running);
        Assert.Equal((before.Pid, 0, before.StartedAt), (after.Pid, after.Restarts, after.StartedAt));

        // The output that waited in the FIFO is there, and goes on.
        var lines = (await _device.SeeLogAsync(30)).Select(l => int.Parse(l.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(Enumerable.Range(1, lines.Count), lines);

        using (var kill = Process.Start(new ProcessStartInfo("/bin/kill", ["-KILL", $"{before.Pid}"]))!) await kill.WaitForExitAsync(DeviceFixture.Cancel);
        var ended = await _device.SeeAsync("its end", r => r.Phase == ContainerPhase.Failed);
        Assert.Equal((null, null), (ended.LastExit!.Code, ended.LastExit.Signal));
        Assert.Contains("unknown", ended.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_RunningContainer_LivesOn()
    {
        var before = await _device.Client.StartAsync(_device.Shell("exec sleep 100"), DeviceFixture.Cancel);
        using (var kill = Process.Start(new ProcessStartInfo("/bin/kill", ["-TERM", $"{_process!.Id}"]))!) await kill.WaitForExitAsync(DeviceFixture.Cancel);
        await _process.WaitForExitAsync(DeviceFixture.Cancel).WaitAsync(DeviceFixture.Patience, DeviceFixture.Cancel);
        Assert.Equal(0, _process.ExitCode);
        Assert.True(Directory.Exists($"/proc/{before.Pid}"));

        await LaunchAsync();
        Assert.Equal(before.Pid, (await _device.RecordsAsync()).Single().Pid);
    }

    [Fact]
    public async Task Launch_ContainerEndedMeanwhile_IsStartedAgainByItsPolicy()
    {
        var before = await _device.Client.StartAsync(_device.Shell("exec sleep 100", RestartPolicy.Always), DeviceFixture.Cancel);
        await KillAsync();
        using (var kill = Process.Start(new ProcessStartInfo("/bin/kill", ["-KILL", $"{before.Pid}"]))!) await kill.WaitForExitAsync(DeviceFixture.Cancel);
        await Eventually.HoldsAsync("the end of the container", DeviceFixture.Patience, () => !Directory.Exists($"/proc/{before.Pid}"));

        await LaunchAsync();
        var after = await _device.SeeAsync("a new process", r => r.Phase == ContainerPhase.Running && r.Restarts == 1);
        Assert.NotEqual(before.Pid, after.Pid);
        Assert.Null(after.LastExit!.Code);
    }

    [Fact]
    public async Task Launch_RecordsOfAnotherBoot_AreStartedWithoutAnyClient()
    {
        var wanted = await _device.Client.StartAsync(_device.Shell("exec sleep 100", RestartPolicy.Never, "app.wanted"), DeviceFixture.Cancel);
        await _device.Client.StartAsync(_device.Shell("exit 0", RestartPolicy.OnFailure, "app.ended"), DeviceFixture.Cancel);
        await _device.SeeAsync("the end", r => r.Phase == ContainerPhase.Exited, "app.ended");
        await KillAsync();
        foreach (var id in new[] { "app.wanted", "app.ended" })
        {
            var path = Path.Combine(_device.Options.StateDirectory, id, "observed.json");
            var observed = JsonNode.Parse(await File.ReadAllTextAsync(path, DeviceFixture.Cancel))!;
            observed["bootId"] = "an earlier boot";
            await File.WriteAllTextAsync(path, observed.ToJsonString(), DeviceFixture.Cancel);
        }

        await LaunchAsync();
        var started = await _device.SeeAsync("the wanted container", r => r.Phase == ContainerPhase.Running, "app.wanted");
        Assert.NotEqual(wanted.Pid, started.Pid);
        Assert.Equal(ContainerPhase.Exited, (await _device.RecordsAsync()).Single(r => r.Id == "app.ended").Phase);
    }

    [Fact]
    public async Task Launch_ObservationDamagedByAPowerCut_IsStartedByTheWishAlone()
    {
        await _device.Client.StartAsync(_device.Shell("exec sleep 100", RestartPolicy.Never), DeviceFixture.Cancel);
        await KillAsync();
        await File.WriteAllTextAsync(Path.Combine(_device.Options.StateDirectory, "app.main", "observed.json"), "", DeviceFixture.Cancel);

        await LaunchAsync();
        await _device.SeeAsync("the container", r => r.Phase == ContainerPhase.Running);
    }

    [Fact]
    public async Task Launch_ContainerThatTakesItsTimeToStop_KeepsNobodyWaiting()
    {
        var slow = await _device.Client.StartAsync(
            _device.Shell("trap '' TERM; while :; do sleep 0.1; done", id: "app.slow") with { StopGrace = 10 * DeviceFixture.Patience }, DeviceFixture.Cancel);
        _ = _device.Client.StopAsync("app.slow", DeviceFixture.Cancel).ContinueWith(lost => lost.Exception, TaskScheduler.Default);
        await _device.SeeAsync("the stop's beginning", r => r.Phase == ContainerPhase.Stopping, "app.slow");
        await KillAsync();

        await LaunchAsync();
        await _device.Client.StartAsync(_device.Shell("exec sleep 100"), DeviceFixture.Cancel);
        Assert.Equal((ContainerPhase.Stopping, slow.Pid), (await _device.RecordsAsync()) is [_, var still] ? (still.Phase, still.Pid) : default);
        using (var kill = Process.Start(new ProcessStartInfo("/bin/kill", ["-KILL", $"{slow.Pid}"]))!) await kill.WaitForExitAsync(DeviceFixture.Cancel);
        await _device.SeeAsync("the end", r => r.Phase == ContainerPhase.Exited, "app.slow");
    }

    [Fact]
    public async Task Launch_SecondSupervisor_RefusesClearly()
    {
        using var second = _device.StartProcess();
        var said = await second.StandardError.ReadToEndAsync(DeviceFixture.Cancel);
        await second.WaitForExitAsync(DeviceFixture.Cancel);

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("in use by another supervisor", said, StringComparison.Ordinal);
        Assert.Empty(await _device.RecordsAsync());
    }

    [Fact]
    public async Task Shutdown_RunningContainers_StopsThemAndEnds()
    {
        var record = await _device.Client.StartAsync(_device.Shell("exec sleep 100", RestartPolicy.Always) with { StopGrace = TimeSpan.Zero }, DeviceFixture.Cancel);
        await _device.Client.ShutdownAsync(DeviceFixture.Cancel);
        await _process!.WaitForExitAsync(DeviceFixture.Cancel).WaitAsync(DeviceFixture.Patience, DeviceFixture.Cancel);

        Assert.Equal(0, _process.ExitCode);
        Assert.False(Directory.Exists($"/proc/{record.Pid}"));
    }

    [Theory]
    [InlineData(RestartPolicy.Never)]
    [InlineData(RestartPolicy.OnFailure)]
    [InlineData(RestartPolicy.Always)]
    public async Task Launch_AfterAShutdown_RunsAgainWhatRanThen(RestartPolicy policy)
    {
        const string EndsWell = "trap 'exit 0' TERM; echo ready; while :; do sleep 0.05; done";
        var before = await _device.Client.StartAsync(_device.Shell(EndsWell, policy), DeviceFixture.Cancel);
        await _device.SeeLogAsync(1);
        await ShutDownAsync();

        await LaunchAsync();
        var after = await _device.SeeAsync("the container to run again", r => r.Phase == ContainerPhase.Running);
        Assert.NotEqual(before.Pid, after.Pid);
        Assert.Equal((0, 0), (after.Restarts, after.LastExit!.Code));
    }

    [Fact]
    public async Task Shutdown_ContainersInOrder_StopsThemAndStartsThemAgainInTheirs()
    {
        // Each takes a moment to stop; what is written says when, on one clock.
        const string Slow = "trap 'sleep 0.3; exit 0' TERM; while :; do sleep 0.05; done";
        foreach (var (id, after) in new (string, string[]?)[] { ("app.db", null), ("app.api", ["app.db"]), ("app.web", ["app.api", "app.gone"]) })
            await _device.Client.StartAsync(_device.Shell(Slow, RestartPolicy.Always, id) with { After = after }, DeviceFixture.Cancel);
        await ShutDownAsync();
        await LaunchAsync();

        var records = await Eventually.SeeAsync("all to run again", DeviceFixture.Patience, _device.RecordsAsync, all => all.All(r => r.Phase == ContainerPhase.Running));
        Assert.Equal(["app.web", "app.api", "app.db"], records.OrderBy(r => r.LastExit!.At).Select(r => r.Id));
        Assert.Equal(["app.db", "app.api", "app.web"], records.OrderBy(r => r.StartedAt).Select(r => r.Id));
    }

    [Fact]
    public async Task Launch_AfterAShutdown_LeavesWhatHadEnded()
    {
        await _device.Client.StartAsync(_device.Shell("exit 0", RestartPolicy.OnFailure, "app.ended"), DeviceFixture.Cancel);
        await _device.SeeAsync("the end", r => r.Phase == ContainerPhase.Exited, "app.ended");
        await ShutDownAsync();

        await LaunchAsync();
        Assert.All(await _device.RecordsAsync(), r => Assert.Equal((ContainerPhase.Exited, false), (r.Phase, r.Wanted)));
    }

    [Fact]
    public async Task Launch_SupervisorDiedInAShutdown_RunsTheContainerAgain()
    {
        var launch = _device.Shell("trap 'echo asked' TERM; echo ready; while :; do sleep 0.05; done", RestartPolicy.Never) with { StopGrace = TimeSpan.FromMinutes(1) };
        var before = await _device.Client.StartAsync(launch, DeviceFixture.Cancel);
        await _device.SeeLogAsync(1);
        var shutdown = _device.Client.ShutdownAsync(DeviceFixture.Cancel);
        await _device.SeeLogAsync(2);
        await KillAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => shutdown);
        using (var kill = Process.Start(new ProcessStartInfo("/bin/kill", ["-KILL", $"{before.Pid}"]))!) await kill.WaitForExitAsync(DeviceFixture.Cancel);
        await Eventually.HoldsAsync("the end of the container", DeviceFixture.Patience, () => !Directory.Exists($"/proc/{before.Pid}"));

        await LaunchAsync();
        Assert.NotEqual(before.Pid, (await _device.SeeAsync("the container to run again", r => r.Phase == ContainerPhase.Running)).Pid);
    }

    private async Task ShutDownAsync()
    {
        await _device.Client.ShutdownAsync(DeviceFixture.Cancel);
        await _process!.WaitForExitAsync(DeviceFixture.Cancel).WaitAsync(DeviceFixture.Patience, DeviceFixture.Cancel);
    }

    private async Task LaunchAsync()
    {
        _process = _device.StartProcess();
        _ = _process.StandardError.ReadToEndAsync(DeviceFixture.Cancel);
        await _device.AnswersAsync();
    }

    private async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _process = null;
    }
}
