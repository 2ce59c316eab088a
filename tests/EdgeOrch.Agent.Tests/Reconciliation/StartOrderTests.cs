using EdgeOrch.Agent.Reconciliation;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Tests.Workloads;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.Testing;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Agent.Tests.Reconciliation;

/// <summary>Whole deployments against a supervisor of records: in which order is it asked?</summary>
public sealed class StartOrderTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly FakeSupervisor _supervisor = new();
    private readonly Dictionary<string, HealthStatus> _health = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Reconciler _reconciler;
    private readonly Task _running;

    public StartOrderTests()
    {
        _reconciler = new Reconciler(new DirectRunner(_supervisor), _supervisor, _time, new FakeRunner(), id => _health.GetValueOrDefault(id.Container));
        _running = Task.Run(() => _reconciler.RunAsync(_stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience);
        _stop.Dispose();
    }

    [Fact]
    public async Task Apply_Chain_StartsAndRemovesInOrder()
    {
        _reconciler.Apply(Wishes.State(1, Wish("app", "api"), Wish("api", "db", "cache"), Wish("cache"), Wish("db")));
        await CallsAsync(4);
        var started = _supervisor.Calls.ToList();
        Assert.Equal(["start shop.api", "start shop.app"], started[2..]);
        Assert.Equal(["start shop.cache", "start shop.db"], started[..2].Order());

        _reconciler.Apply(Wishes.State(2));
        await CallsAsync(8);
        var removed = _supervisor.Calls.Skip(4).ToList();
        Assert.Equal(["remove shop.app", "remove shop.api"], removed[..2]);
        Assert.Equal(["remove shop.cache", "remove shop.db"], removed[2..].Order());
    }

    [Fact]
    public async Task Apply_BothChange_StopsTheDependentFirstAndStartsItLast()
    {
        _reconciler.Apply(Wishes.State(1, Wish("app", "db"), Wish("db")));
        await CallsAsync(2);
        _reconciler.Apply(Wishes.State(2, Changed("app", null, "two", "db"), Changed("db", null, "two")));
        await CallsAsync(5);
        Assert.Equal(["stop shop.app", "start shop.db", "start shop.app"], _supervisor.Calls.Skip(2));
    }

    [Fact]
    public async Task Apply_OnlyTheDependencyChanges_LeavesTheDependentAlone()
    {
        _reconciler.Apply(Wishes.State(1, Wish("app", "db"), Wish("db")));
        await CallsAsync(2);
        _reconciler.Apply(Wishes.State(2, Wish("app", "db"), Changed("db", null, "two")));
        await CallsAsync(3);
        Assert.Equal(["start shop.db"], _supervisor.Calls.Skip(2));
        await SettledAsync();
        Assert.Equal(3, _supervisor.Calls.Count);
    }

    [Fact]
    public async Task Apply_OrderTurnedRound_EndsInTheNewOne()
    {
        _reconciler.Apply(Wishes.State(1, Wish("app", "db"), Wish("db")));
        await CallsAsync(2);
        _reconciler.Apply(Wishes.State(2, Wish("app"), Wish("db", "app")));
        await SettledAsync();
        Assert.Equal("start shop.db", _supervisor.Calls[^1]);
    }

    [Fact]
    public async Task Apply_WishWithdrawnWhileStopped_StartsItAgain()
    {
        var (app, db) = (Wish("app", "db"), Wish("db"));
        _reconciler.Apply(Wishes.State(1, app, db));
        await CallsAsync(2);
        _supervisor.OnStart = launch => throw new SupervisorException(SupervisorErrorKind.Failed, "no");
        _reconciler.Apply(Wishes.State(2, Changed("app", null, "two", "db"), Changed("db", null, "two")));
        await Eventually.HoldsAsync("the failure", Patience, () => _reconciler.Statuses.Any(s => s.Failure is not null));
        _supervisor.OnStart = Started;
        _reconciler.Apply(Wishes.State(3, app, db));
        await SettledAsync();
        Assert.Equal("start shop.app", _supervisor.Calls[^1]);
    }

    [Fact]
    public async Task Apply_WaitsForHealth_ReportsWhyAndGoesOnWhenItIsThere()
    {
        var db = Changed("db", c => c with { HealthCheck = new HealthCheckManifest { Tcp = new TcpProbe { Port = 1 } } }, "one");
        var app = Changed("app", c => c with { DependsOn = [new DependencyManifest { Name = "db", Condition = DependencyCondition.Healthy }] }, "one");
        _health["db"] = HealthStatus.Starting;
        _reconciler.Apply(Wishes.State(1, app, db));
        await CallsAsync(1);
        await Eventually.HoldsAsync("the reason", Patience, () => Status("app").Held is not null && Status("db").Record is not null);
        var why = WorkloadReport.Of(Status("app"), HealthStatus.None).Why!;
        Assert.Equal(("waits-for-dependency", "waits for \"db\" to be healthy"), (why.Reason, why.Message));
        Assert.Equal(["start shop.db"], _supervisor.Calls);

        _health["db"] = HealthStatus.Healthy;
        _reconciler.Wake("shop");
        await CallsAsync(2);
        await SettledAsync();
    }

    private static DesiredWorkload Wish(string name, params string[] needs) => Changed(name, null, "one", needs);

    private static DesiredWorkload Changed(string name, Func<ContainerManifest, ContainerManifest>? change, string image, params string[] needs) => Wishes.Workload(
        image: image, change: c => (change ?? (same => same))(c with { Name = name, DependsOn = needs.Length == 0 ? null : [.. needs.Select(n => new DependencyManifest { Name = n })] }));

    private static ContainerRecord Started(ContainerLaunch launch) => new()
    {
        Id = launch.Id, Revision = launch.Revision, Phase = ContainerPhase.Running, Pid = 4711, StartedAt = DateTimeOffset.UnixEpoch, Metadata = launch.Metadata,
    };

    private WorkloadStatus Status(string name) => _reconciler.Statuses.Single(s => s.Id.Container == name);

    private Task<string> CallsAsync(int count) => Eventually.SeeAsync(
        $"{count} calls", Patience, () => Task.FromResult(string.Join("; ", _supervisor.Calls)), seen => seen.Split("; ", StringSplitOptions.RemoveEmptyEntries).Length >= count);

    private Task SettledAsync() => Eventually.HoldsAsync("all to be as wished", Patience, () => _reconciler.Statuses.All(s => WorkloadReport.IsApplied(s, _health.GetValueOrDefault(s.Id.Container))));

    /// <summary>Has every image, and asks the supervisor.</summary>
    private sealed class DirectRunner(ISupervisor supervisor) : IStepRunner
    {
        public bool HasImage(Digest image) => true;

        public async Task<ContainerRecord?> RunAsync(Step step, Action<PullReport> pulling, CancellationToken cancellation)
        {
            switch (step)
            {
                case Step.Start { Workload: var wish }:
                    return await supervisor.StartAsync(Launch(wish), cancellation);
                case Step.Stop stop:
                    return await supervisor.StopAsync(stop.Id.FileName, cancellation);
                case Step.Remove remove:
                    await supervisor.RemoveAsync(remove.Id.FileName, false, cancellation);
                    return null;
                default:
                    throw new InvalidOperationException($"{step} was not expected");
            }
        }

        private static ContainerLaunch Launch(DesiredWorkload wish) => new()
        {
            Id = wish.Id.FileName,
            Revision = wish.Revision,
            Spec = EdgeOrch.Containers.Spec.SpecDefaults.Container(["/app"]),
            Rootfs = new EdgeOrch.Containers.Rootfs.RootfsSpec(["/l"], "/u/a/b", "/w/a/b", "/m/a/b"),
            Metadata = LaunchMetadata.Of(wish).ToText(),
        };
    }
}
