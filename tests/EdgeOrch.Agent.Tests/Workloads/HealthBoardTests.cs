using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.Testing;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Agent.Tests.Workloads;

public sealed class HealthBoardTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly FakeSupervisor _supervisor = new();
    private readonly HealthBoard _board;
    private readonly List<string> _changes = [];

    public HealthBoardTests()
    {
        _board = new HealthBoard(_supervisor, _time);
        _board.Changed += (id, status, cause) =>
        {
            lock (_changes) _changes.Add($"{id} {status} {cause}".TrimEnd());
        };
    }

    [Fact]
    public void Of_NoHealthCheck_IsNone()
    {
        _board.Observe(Wishes.Web, Wishes.Record(Wishes.Workload()));
        Assert.Equal(HealthStatus.None, _board.Of(Wishes.Web));
    }

    [Fact]
    public async Task Observe_RunWithACheck_IsStartingAndThenHealthy()
    {
        Observe(Record());
        Assert.Equal(HealthStatus.Starting, _board.Of(Wishes.Web));
        await BecomesAsync(HealthStatus.Healthy);
        lock (_changes) Assert.Equal(["shop/web Healthy"], _changes);
    }

    [Fact]
    public async Task Observe_ChecksFail_SaysWhyAndRestartsTheContainer()
    {
        _supervisor.OnExec = () => new ExecOutcome(1, "no database\n", false);
        Observe(Record());
        await BecomesAsync(HealthStatus.Unhealthy);
        const string Cause = "2 health checks in a row failed; the last: exit code 1: no database";
        await Eventually.HoldsAsync("a restart", Patience, () => _supervisor.Calls.Contains($"restart shop.web: {Cause}"));
        lock (_changes) Assert.Equal([$"shop/web Unhealthy {Cause}"], _changes);
    }

    [Fact]
    public async Task Observe_ChecksFailAndPolicyIsNever_IsShownAndLeftAlone()
    {
        _supervisor.OnExec = () => new ExecOutcome(1, "", false);
        Observe(Record(RestartPolicy.Never));
        await BecomesAsync(HealthStatus.Unhealthy);
        _supervisor.OnExec = () => new ExecOutcome(0, "", false);
        await BecomesAsync(HealthStatus.Healthy);
        Assert.DoesNotContain(_supervisor.Calls, c => c.StartsWith("restart", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Observe_TimesBeyondEveryTimer_AreTheLongestAllowed()
    {
        var longest = new Duration(Duration.Longest);
        Observe(Record(change: check => check with { Interval = longest, Timeout = longest, StartPeriod = longest }));
        await BecomesAsync(HealthStatus.Healthy);
        _supervisor.OnExec = () => new ExecOutcome(1, "", false);
        await BecomesAsync(HealthStatus.Unhealthy, Limits.HealthCheckInterval);
    }

    [Fact]
    public async Task Observe_NextRun_BeginsAnew()
    {
        Observe(Record());
        await BecomesAsync(HealthStatus.Healthy);
        Observe(Record() with { Pid = 4712 });
        Assert.Equal(HealthStatus.Starting, _board.Of(Wishes.Web));
    }

    [Fact]
    public async Task Observe_Stopped_IsNoLongerAsked()
    {
        Observe(Record());
        await BecomesAsync(HealthStatus.Healthy);
        Observe(Record() with { Phase = ContainerPhase.Exited, Pid = null });
        Assert.Equal(HealthStatus.None, _board.Of(Wishes.Web));
        var asked = _supervisor.Calls.Count;
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(asked, _supervisor.Calls.Count);
    }

    public void Dispose() => _board.Dispose();

    private static ContainerRecord Record(RestartPolicy policy = RestartPolicy.Always, Func<HealthCheckManifest, HealthCheckManifest>? change = null)
    {
        var check = new HealthCheckManifest { Exec = new ExecProbe { Command = ["check"] }, Interval = Duration.FromSeconds(10), Retries = 2 };
        return Wishes.Record(Wishes.Workload(change: c => c with
        {
            Restart = new RestartManifest { Policy = policy },
            HealthCheck = change is null ? check : change(check),
        }));
    }

    private void Observe(ContainerRecord record)
    {
        _supervisor.Tell(record);
        _board.Observe(Wishes.Web, record);
    }

    private Task<HealthStatus> BecomesAsync(HealthStatus wanted, TimeSpan? step = null) => Eventually.SeeAsync($"health {wanted}", Patience, () =>
    {
        if (_board.Of(Wishes.Web) != wanted) _time.Advance(step ?? TimeSpan.FromSeconds(10));
        return Task.FromResult(_board.Of(Wishes.Web));
    }, seen => seen == wanted);
}
