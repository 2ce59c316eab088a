using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Containers.Spec;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Testing;

namespace EdgeOrch.Agent.Tests.Supervision;

public sealed class ContainerLifeTests : IAsyncLifetime
{
    private readonly DeviceFixture _device = new();

    public ValueTask InitializeAsync() => new(_device.StartAsync());

    public ValueTask DisposeAsync() => _device.DisposeAsync();

    [Fact]
    public async Task Usage_RunningContainers_AreRead()
    {
        await _device.Client.StartAsync(_device.Shell("exec sleep 100"), DeviceFixture.Cancel);
        await _device.Client.StartAsync(_device.Shell("exit 0", id: "app.ended"), DeviceFixture.Cancel);
        await _device.SeeAsync("the end", r => r.Phase == ContainerPhase.Exited, "app.ended");
        var usage = Assert.Single(await _device.Client.UsageAsync(DeviceFixture.Cancel));
        Assert.Equal(("app/main", 1, null), (usage.Id.ToString(), usage.Pids, usage.PidsLimit));
        Assert.InRange(usage.MemoryBytes!.Value, 1, 64 << 20);
        Assert.InRange(usage.CpuNanoseconds!.Value, 1, long.MaxValue);
    }

    [Fact]
    public async Task Start_Privileged_MayDoWhatTheDevicesRootMay()
    {
        const string Script = """
            cat /proc/self/status
            cat /proc/sys/vm/swappiness > /tmp/x; cat /tmp/x > /proc/sys/vm/swappiness && echo wrote-sysctl
            [ -c /dev/kmsg ] && dd if=/dev/loop-control count=0 2>/dev/null && echo opened-device
            echo done
            exec sleep 100
            """;
        var plain = _device.Shell(Script);
        await _device.Client.StartAsync(plain with { Spec = EdgeOrch.Agent.Workloads.PrivilegeRule.Apply(plain.Spec), Unfiltered = true }, DeviceFixture.Cancel);
        var lines = await DoneAsync("app.main");
        await _device.Client.StartAsync(_device.Shell(Script, id: "app.plain"), DeviceFixture.Cancel);
        var confined = await DoneAsync("app.plain");

        Assert.Contains("Stdout: Seccomp:\t0", lines);
        Assert.Contains("Stdout: NoNewPrivs:\t0", lines);
        Assert.Contains("Stdout: wrote-sysctl", lines);
        Assert.Contains("Stdout: opened-device", lines);
        Assert.Contains("Stdout: Seccomp:\t2", confined);
        Assert.DoesNotContain("Stdout: wrote-sysctl", confined);
        Assert.DoesNotContain("Stdout: opened-device", confined);

        Task<IReadOnlyList<string>> DoneAsync(string id) =>
            Eventually.SeeAsync("the script's end", DeviceFixture.Patience, () => _device.SeeLogAsync(1, id), seen => seen.Contains("Stdout: done"));
    }

    [Fact]
    public async Task Start_Shell_RunsAndLogsBothStreams()
    {
        var record = await _device.Client.StartAsync(_device.Shell("echo out; echo err >&2; exec sleep 100"), DeviceFixture.Cancel);

        Assert.Equal((ContainerPhase.Running, 1L, "opaque"), (record.Phase, record.Revision, record.Metadata));
        var lines = await _device.SeeLogAsync(2);
        Assert.Equal(["Stderr: err", "Stdout: out"], lines.Order());
    }

    [Fact]
    public async Task Start_DiskRefusesTheWish_RunsNothing()
    {
        RefuseWishes();
        await Assert.ThrowsAsync<SupervisorException>(() => _device.Client.StartAsync(_device.Shell("touch /ran; exec sleep 100"), DeviceFixture.Cancel));
        Assert.Empty(await _device.RecordsAsync());
        Assert.False(File.Exists(_device.UpperOf("app.main", "ran")));

        Directory.Delete(Path.Combine(StateOfMain, "launch.json.new"), recursive: true);
        Assert.Equal(ContainerPhase.Running, (await _device.Client.StartAsync(_device.Shell("exec sleep 100"), DeviceFixture.Cancel)).Phase);
    }

    [Fact]
    public async Task Start_DiskRefusesANewerWish_RunsTheEarlierAgain()
    {
        await _device.Client.StartAsync(_device.Shell("exec sleep 100", RestartPolicy.Always), DeviceFixture.Cancel);
        RefuseWishes();
        var refused = await Assert.ThrowsAsync<SupervisorException>(() => _device.Client.StartAsync(_device.Shell("exec sleep 101", revision: 2), DeviceFixture.Cancel));
        Assert.Contains("launch.json", refused.Message, StringComparison.Ordinal);
        await _device.SeeAsync("the earlier one", r => r is { Phase: ContainerPhase.Running, Revision: 1, Restarts: 1 });
    }

    [Fact]
    public async Task Start_SameLaunchTwice_KeepsTheProcess()
    {
        var first = await _device.Client.StartAsync(_device.Shell("exec sleep 100"), DeviceFixture.Cancel);
        var second = await _device.Client.StartAsync(_device.Shell("exec sleep 100"), DeviceFixture.Cancel);
        Assert.Equal(first.Pid, second.Pid);
    }

    [Fact]
    public async Task Start_NewRevision_ReplacesTheProcess()
    {
        var first = await _device.Client.StartAsync(_device.Shell("trap 'exit 0' TERM; while :; do sleep 0.1; done"), DeviceFixture.Cancel);
        var second = await _device.Client.StartAsync(_device.Shell("exec sleep 100", revision: 2), DeviceFixture.Cancel);

        Assert.Equal((ContainerPhase.Running, 2L), (second.Phase, second.Revision));
        Assert.NotEqual(first.Pid, second.Pid);
        Assert.False(Directory.Exists($"/proc/{first.Pid}"));
    }

    [Fact]
    public async Task Restart_ContainerThatHandlesTheSignal_RecordsItsExitCode()
    {
        await _device.Client.StartAsync(_device.Shell("trap 'exit 5' TERM; echo ready; while :; do sleep 0.1; done"), DeviceFixture.Cancel);
        await _device.SeeLogAsync(1);

        var ended = await _device.Client.RestartAsync("app.main", "unhealthy", DeviceFixture.Cancel);

        Assert.Equal((ContainerPhase.Failed, 5), (ended.Phase, ended.LastExit!.Code));
        Assert.Null(ended.Pid);
    }

    [Fact]
    public async Task Restart_ContainerThatIgnoresTheSignal_IsKilledAfterTheGrace()
    {
        await _device.Client.StartAsync(_device.Shell("exec sleep 100") with { StopGrace = TimeSpan.FromMilliseconds(200) }, DeviceFixture.Cancel);
        var ended = await _device.Client.RestartAsync("app.main", "unhealthy", DeviceFixture.Cancel);
        Assert.Equal((ContainerPhase.Failed, 9), (ended.Phase, ended.LastExit!.Signal));
    }

    [Fact]
    public async Task Remove_RunningContainer_LeavesNothing()
    {
        var launch = _device.Shell("exec sleep 100") with { StopGrace = TimeSpan.Zero };
        await _device.Client.StartAsync(launch, DeviceFixture.Cancel);
        await _device.Client.RemoveAsync("app.main", keepFiles: false, DeviceFixture.Cancel);

        Assert.Empty(await _device.RecordsAsync());
        Assert.False(Directory.Exists(launch.Rootfs.Upper));
        Assert.False(Directory.Exists(launch.Rootfs.Work));
        Assert.False(Directory.Exists(Path.Combine(_device.Options.StateDirectory, "app.main")));
    }

    [Fact]
    public async Task Start_ContainerAboveItsMemoryLimit_IsMarkedAsOutOfMemory()
    {
        var launch = _device.Shell("exec dd if=/dev/zero of=/dev/null bs=64M count=1");
        launch = launch with { Spec = launch.Spec with { Linux = launch.Spec.Linux with { Resources = launch.Spec.Linux.Resources with { Memory = new MemorySpec { Limit = 8 * 1024 * 1024 } } } } };
        await _device.Client.StartAsync(launch, DeviceFixture.Cancel);

        var seen = await _device.SeeAsync("its end", r => r.Phase == ContainerPhase.Failed);
        Assert.True(seen.LastExit!.OomKilled);
    }

    [Fact]
    public async Task Exec_InRunningContainer_ReturnsCodeAndOutput()
    {
        await _device.Client.StartAsync(_device.Shell("exec sleep 100"), DeviceFixture.Cancel);
        var outcome = await _device.Client.ExecAsync("app.main", ["/bin/sh", "-c", "echo out; echo err >&2; exit 4"], TimeSpan.FromSeconds(20), DeviceFixture.Cancel);
        Assert.Equal(new ExecOutcome(4, "out\nerr\n", false), outcome);
    }

    [Fact]
    public async Task Exec_CommandWithEndlessOutput_IsKilledAndBounded()
    {
        await _device.Client.StartAsync(_device.Shell("exec sleep 100"), DeviceFixture.Cancel);
        var outcome = await _device.Client.ExecAsync("app.main", ["/bin/yes"], TimeSpan.FromSeconds(1), DeviceFixture.Cancel);
        Assert.True(outcome.TimedOut);
        Assert.True(outcome.Truncated);
        Assert.Equal(64 * 1024, outcome.Output.Length);
    }

    [Fact]
    public async Task Exec_NoSuchContainer_SaysSo()
    {
        var failure = await Assert.ThrowsAsync<SupervisorException>(() => _device.Client.ExecAsync("app.other", ["true"], TimeSpan.FromSeconds(1), DeviceFixture.Cancel));
        Assert.Equal(SupervisorErrorKind.NotFound, failure.Kind);
    }

    [Fact]
    public async Task Watch_AcrossAContainersLife_TellsEachLastState()
    {
        await using var changes = _device.Client.WatchAsync(DeviceFixture.Cancel).GetAsyncEnumerator(DeviceFixture.Cancel);
        Assert.True(await changes.MoveNextAsync());
        Assert.True(changes.Current.IsCaughtUp);

        await _device.Client.StartAsync(_device.Shell("exit 0"), DeviceFixture.Cancel);
        do Assert.True(await changes.MoveNextAsync());
        while (changes.Current.Record?.Phase != ContainerPhase.Exited);

        await _device.Client.RemoveAsync("app.main", keepFiles: false, DeviceFixture.Cancel);
        do Assert.True(await changes.MoveNextAsync());
        while (changes.Current.Record is not null);
        Assert.Equal("app.main", changes.Current.Id);
    }

    private string StateOfMain => Path.Combine(_device.Options.StateDirectory, "app.main");

    // What is written first cannot be: root ignores permissions, but no file replaces a folder.
    private void RefuseWishes() => Directory.CreateDirectory(Path.Combine(StateOfMain, "launch.json.new", "in the way"));
}
