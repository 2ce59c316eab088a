using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Testing;

namespace EdgeOrch.Agent.Tests.Supervision;

/// <summary>The supervisor becomes another program (here: the same one) while containers run, end, log and are asked for.</summary>
public sealed class ReplacementTests : IAsyncLifetime
{
    private readonly DeviceFixture _device = new();
    private readonly ConcurrentQueue<string> _said = new();
    private Process _process = null!;

    public async ValueTask InitializeAsync()
    {
        _device.Options = _device.Options with { LogFileBytes = 256 * 1024 * 1024 };
        _process = _device.StartProcess();
        _process.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
        _process.BeginErrorReadLine();
        await _device.AnswersAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var line in _said) TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        await _device.DisposeAsync();
    }

    [Fact]
    public async Task Replace_ManyTimes_LosesNoLineAndNoExitCode()
    {
        // 1. One that writes all the time, in pieces of lines too; and many that end one after the other, some by a signal.
        await _device.Client.StartAsync(
            _device.Shell(
                "i=0; while :; do i=$((i+1)); printf \"$i\"; printf ' and '; echo $i; echo err $i >&2; [ $((i % 100)) = 0 ] && sleep 0.01; done", id: "app.writes"), DeviceFixture.Cancel);
        var codes = Enumerable.Range(1, 18).ToDictionary(n => $"app.ends{n}");
        foreach (var (id, code) in codes)
            await _device.Client.StartAsync(_device.Shell($"echo begins; sleep {code * 0.3 + 1:0.00}; printf 'last words'; exit {code}", id: id), DeviceFixture.Cancel);
        var victims = new Queue<ContainerRecord>();
        for (var i = 0; i < 6; i++) victims.Enqueue(await _device.Client.StartAsync(_device.Shell("echo begins; exec sleep 1000", id: $"app.killed{i}"), DeviceFixture.Cancel));

        // 2. Replacements, until the last has ended.
        var replaced = 0;
        while (replaced < 10 || (await _device.RecordsAsync()).Count(r => r.Phase == ContainerPhase.Running) > 1)
        {
            var replacement = _device.Client.ReplaceAsync(force: true, DeviceFixture.Cancel);
            if (victims.TryDequeue(out var victim)) await KillAsync("KILL", victim.Pid!.Value);
            Assert.True((await replacement).Replaced);
            Assert.True(++replaced < 100, "100 replacements, and the containers still run");
        }

        // 3. Every exit code is right.
        foreach (var record in (await _device.RecordsAsync()).Where(r => r.Id != "app.writes"))
        {
            var killed = record.Id.StartsWith("app.killed", StringComparison.Ordinal);
            Assert.Equal((record.Id, killed ? null : codes[record.Id], killed ? 9 : (int?)null), (record.Id, record.LastExit!.Code, record.LastExit.Signal));
            string[] said = killed ? ["Stdout: begins"] : ["Stdout: begins", "Stdout: last words"];
            Assert.Equal(said, await _device.SeeLogAsync(said.Length, record.Id));
        }

        // 4. Every line is there once; the very last is cut where the process was killed.
        await _device.Client.RestartAsync("app.writes", "enough", DeviceFixture.Cancel);
        var lines = AllLines("app.writes");
        var written = lines.Where(l => !l.StartsWith("err ", StringComparison.Ordinal)).SkipLast(1).ToList();
        Assert.InRange(written.Count, 1000, int.MaxValue);
        foreach (var stream in lines.GroupBy(l => l.StartsWith("err ", StringComparison.Ordinal)))
        {
            var numbers = stream.Select(l => int.Parse(l.Split(' ')[stream.Key ? 1 : 0], CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(Enumerable.Range(1, numbers.Count), numbers);
        }

        Assert.All(written, l => Assert.Equal(l.Split(" and ")[0], l.Split(" and ")[1]));
        Assert.DoesNotContain(_said, l => l.Contains(" error ", StringComparison.Ordinal) && !l.Contains("will not be started again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replace_ClientsWait_GetTheirReplies()
    {
        await _device.Client.StartAsync(_device.Shell("exec sleep 1000"), DeviceFixture.Cancel);
        var stubborn = _device.Shell("trap 'echo asked' TERM; echo ready; while :; do sleep 0.05; done", id: "app.stubborn") with { StopGrace = TimeSpan.FromSeconds(6) };
        await _device.Client.StartAsync(stubborn, DeviceFixture.Cancel);
        await _device.SeeLogAsync(1, "app.stubborn");
        var seen = new ConcurrentQueue<ContainerChange>();
        var watching = WatchAsync(seen);
        await Eventually.HoldsAsync("the listing", DeviceFixture.Patience, () => seen.Any(c => c.IsCaughtUp));

        // A command that is under way, one that runs out of time, and a stop in its grace.
        var exec = _device.Client.ExecAsync("app.main", ["/bin/sh", "-c", "echo one; sleep 5; echo two; exit 7"], TimeSpan.FromSeconds(60), DeviceFixture.Cancel);
        var late = _device.Client.ExecAsync("app.main", ["/bin/sh", "-c", "echo begun; sleep 1000"], TimeSpan.FromSeconds(5), DeviceFixture.Cancel);
        var began = Stopwatch.GetTimestamp();
        var removal = _device.Client.RemoveAsync("app.stubborn", keepFiles: false, DeviceFixture.Cancel);
        await _device.SeeLogAsync(2, "app.stubborn");
        for (var i = 0; i < 3; i++) await _device.Client.ReplaceAsync(force: true, DeviceFixture.Cancel);

        Assert.Equal(new ExecOutcome(7, "one\ntwo\n", false), await exec);
        Assert.Equal(new ExecOutcome(null, "begun\n", false), await late);
        await removal;

        // Its grace went on where it was, and it was asked once.
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 5, 15);
        Assert.Equal(["app.main"], (await _device.RecordsAsync()).Select(r => r.Id));
        await Eventually.HoldsAsync("the removal, told to the watch", DeviceFixture.Patience, () => seen.Any(c => c is { Id: "app.stubborn", Record: null }));
        Assert.False(watching.IsCompleted);
        Assert.Single(seen, c => c.IsCaughtUp);
    }

    [Fact]
    public async Task Replace_BackingOff_StartsWhenItWasDue()
    {
        var launch = _device.Shell("exit 1", RestartPolicy.Always) with { Restart = new RestartRule(RestartPolicy.Always, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(300)) };
        await _device.Client.StartAsync(launch, DeviceFixture.Cancel);
        var waits = await _device.SeeAsync("the wait", r => r.Phase == ContainerPhase.BackingOff);
        await _device.Client.ReplaceAsync(force: true, DeviceFixture.Cancel);

        var again = await _device.SeeAsync("the restart", r => r.Restarts == 1 && r.StartedAt != waits.StartedAt);
        Assert.InRange((again.StartedAt!.Value - waits.NextStartAt!.Value).TotalSeconds, -0.5, 2);
        Assert.Equal(1, again.LastExit!.Code);
    }

    [Fact]
    public async Task Replace_Hangup_ReplacesByHand()
    {
        var before = await _device.Client.StartAsync(_device.Shell("exec sleep 1000"), DeviceFixture.Cancel);
        for (var i = 1; i <= 2; i++)
        {
            await KillAsync("HUP", _process.Id);
            await Eventually.HoldsAsync($"replacement {i}", DeviceFixture.Patience, () => _said.Count(l => l.Contains("goes on in the same process", StringComparison.Ordinal)) == i);
        }

        Assert.Equal(before, (await _device.RecordsAsync()).Single());
        Assert.False(_process.HasExited);
    }

    [Fact]
    public async Task Replace_NothingNew_DoesNothing()
    {
        Assert.Equal(new(false, "0.1.0"), await _device.Client.ReplaceAsync(force: false, DeviceFixture.Cancel));
        Assert.DoesNotContain(_said, l => l.Contains("goes on", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "No such file")]
    [InlineData("not a program of any kind", "Exec format error")]
    [InlineData("#!/bin/sh\necho an older one says >&2; exit 2", "exit code 2: an older one says")]
    [InlineData("#!/bin/sh\nkill -SEGV $$", "signal 11")]
    public async Task Replace_ProgramThatDoesNotRun_IsRefusedAndAllStays(string? content, string cause)
    {
        var before = await _device.Client.StartAsync(_device.Shell("exec sleep 1000"), DeviceFixture.Cancel);
        Install(content);
        var refused = await Assert.ThrowsAsync<SupervisorException>(() => _device.Client.ReplaceAsync(force: content is not null, DeviceFixture.Cancel));
        Assert.Contains(cause, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, (await _device.RecordsAsync()).Single());
    }

    [Fact]
    public async Task Replace_AnotherProgramInItsPlace_IsBecomeOnce()
    {
        var before = await _device.Client.StartAsync(_device.Shell("sleep 1000; exit 3"), DeviceFixture.Cancel);
        Install("#!/bin/sh\nexport UPDATED=yes\nexec dotnet \"$@\"");
        Assert.True((await _device.Client.ReplaceAsync(force: false, DeviceFixture.Cancel)).Replaced);
        Assert.Contains("UPDATED=yes", await File.ReadAllTextAsync($"/proc/{_process.Id}/environ", DeviceFixture.Cancel), StringComparison.Ordinal);
        await KillAsync("KILL", before.Pid!.Value);
        Assert.Equal(9, (await _device.SeeAsync("its end", r => r.Phase == ContainerPhase.Failed)).LastExit!.Signal);
    }

    [Fact]
    public async Task Shutdown_AfterAReplacement_StopsAllAndEnds()
    {
        var record = await _device.Client.StartAsync(_device.Shell("exec sleep 1000") with { StopGrace = TimeSpan.Zero }, DeviceFixture.Cancel);
        await _device.Client.ReplaceAsync(force: true, DeviceFixture.Cancel);
        await _device.Client.ShutdownAsync(DeviceFixture.Cancel);
        await _process.WaitForExitAsync(DeviceFixture.Cancel).WaitAsync(DeviceFixture.Patience, DeviceFixture.Cancel);
        Assert.Equal(0, _process.ExitCode);
        Assert.False(Directory.Exists($"/proc/{record.Pid}"));
    }

    /// <summary>Puts a program in the place of the one that the supervisor was started from; null removes that.</summary>
    private void Install(string? content)
    {
        File.Delete(_device.Dotnet);
        if (content is not null) File.WriteAllText(_device.Dotnet, content);
        if (content is not null) File.SetUnixFileMode(_device.Dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private static async Task KillAsync(string signal, int pid)
    {
        using var kill = Process.Start(new ProcessStartInfo("/bin/kill", [$"-{signal}", $"{pid}"]))!;
        await kill.WaitForExitAsync(DeviceFixture.Cancel);
    }

    private async Task WatchAsync(ConcurrentQueue<ContainerChange> seen)
    {
        await foreach (var change in _device.Client.WatchAsync(DeviceFixture.Cancel)) seen.Enqueue(change);
    }

    private List<string> AllLines(string id)
    {
        var lines = new List<string>();
        var cursor = "1:0";
        while (true)
        {
            var result = _device.Log(id).Read(cursor, 0);
            lines.AddRange(result.Lines.Select(l => l.Text));
            if (!result.More) return lines;
            cursor = result.Cursor;
        }
    }
}
