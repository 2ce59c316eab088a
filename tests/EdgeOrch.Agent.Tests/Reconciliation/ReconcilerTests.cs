using EdgeOrch.Agent.Reconciliation;
using EdgeOrch.Agent.Tests.Workloads;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Testing;
using EdgeOrch.Transport;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Agent.Tests.Reconciliation;

public sealed class ReconcilerTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly FakeRunner _runner = new();
    private readonly FakeSupervisor _supervisor = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Reconciler _reconciler;
    private Task _running = Task.CompletedTask;

    public ReconcilerTests() => _reconciler = new Reconciler(_runner, _supervisor, _time, _runner);

    [Fact]
    public async Task Apply_SupervisorNotYetReached_PlansNothingUntilItSaidWhatRuns()
    {
        _supervisor.IsReachable = false;
        Run();
        await Eventually.HoldsAsync("the cause", Patience, () => _reconciler.Supervisor == "supervisor \"s.sock\": Connection refused");
        var wish = Wishes.Workload();
        _reconciler.Apply(Wishes.State(1, wish));
        Assert.False(_runner.HasCall);
        _supervisor.Tell(Wishes.Record(wish));
        _supervisor.IsReachable = true;
        await AfterASecondAsync("the supervisor to be reached", () => _reconciler.Supervisor is null);
        await StatusAsync("the container to be adopted", s => s.Record is not null);
        Assert.False(_runner.HasCall);
    }

    [Fact]
    public async Task Run_NoDesiredStateYet_LeavesAloneWhatRuns()
    {
        _supervisor.Tell(Wishes.Record(Wishes.Workload()));
        Run();
        await StatusAsync("the container", s => s.Record is not null);
        await Eventually.HoldsAsync("the supervisor", Patience, () => _reconciler.Supervisor is null);
        Assert.False(_runner.HasCall);
        _reconciler.Apply(Wishes.State(1));
        Assert.IsType<Step.Remove>((await _runner.NextAsync()).Step);
    }

    [Fact]
    public async Task Apply_WorkloadNamedNoMore_IsRemovedAndForgotten()
    {
        var old = Wishes.Workload();
        _supervisor.Tell(Wishes.Record(old));
        _reconciler.Apply(Wishes.State(1, old));
        Run();
        await StatusAsync("the container", s => s.Record is not null);
        _reconciler.Apply(Wishes.State(2));
        var remove = await _runner.NextAsync();
        Assert.IsType<Step.Remove>(remove.Step);
        remove.Result.SetResult(null);
        _supervisor.TellGone(Wishes.Web.FileName);
        await Eventually.HoldsAsync("no workloads", Patience, () => _reconciler.Statuses.Count == 0);
    }

    // A loop that was looked up and is cleared away as idle before it is told anything would get a wish that nobody sees to.
    [Fact]
    public async Task Apply_WorkloadGoneMeanwhile_IsNotClearedAwayBeforeItIsTold()
    {
        DesiredWorkload first = Wishes.Workload(), second = first with { Deployment = "till" }, third = first with { Deployment = "zoo" };
        _supervisor.Tell(Wishes.Record(first));
        _supervisor.Tell(Wishes.Record(second));
        _reconciler.Apply(Wishes.State(1, first, second));
        Run();
        await Eventually.HoldsAsync("both containers", Patience, () => _reconciler.Statuses is [{ Record: not null }, { Record: not null }]);
        _reconciler.Apply(Wishes.State(2, first));
        (await _runner.NextAsync()).Result.SetException(new IOException("busy"));
        await Eventually.HoldsAsync("the failure", Patience, () => _reconciler.Statuses.Any(s => s is { Desired: null, Failure: not null }));

        // Both are looked up and the first is told; before the second is, the supervisor says that it is gone, and one thing more.
        using var cleared = new ManualResetEventSlim();
        bool? clearedMeanwhile = null;
        var applying = Environment.CurrentManagedThreadId;
        _runner.OnChanged = status =>
        {
            if (status.Id == third.Id) cleared.Set();
            if (status.Id != first.Id || Environment.CurrentManagedThreadId != applying || clearedMeanwhile is not null) return;
            clearedMeanwhile = false;
            _supervisor.TellGone(second.Id.FileName);
            _supervisor.Tell(Wishes.Record(third));
            clearedMeanwhile = cleared.Wait(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
        };
        _reconciler.Apply(Wishes.State(3));

        Assert.False(clearedMeanwhile);
        Assert.True(cleared.Wait(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Apply_ForeignContainerOfThatName_IsReplaced()
    {
        _supervisor.Tell(Wishes.Record(Wishes.Workload()) with { Metadata = "not ours" });
        lock (_runner.Images) _runner.Images.Add(Wishes.Image("one"));
        _reconciler.Apply(Wishes.State(1, Wishes.Workload()));
        Run();
        Assert.IsType<Step.Start>((await _runner.NextAsync()).Step);
    }

    [Fact]
    public async Task Run_SupervisorAwayAndBackWithoutTheContainer_StartsItAgain()
    {
        var wish = Wishes.Workload();
        lock (_runner.Images) _runner.Images.Add(wish.Image.Digest);
        _supervisor.Tell(Wishes.Record(wish));
        _reconciler.Apply(Wishes.State(1, wish));
        Run();
        await StatusAsync("the container", s => s.Record is not null);
        _supervisor.GoAway();
        await Eventually.HoldsAsync("the loss", Patience, () => _reconciler.Supervisor is not null);
        Assert.NotNull(Status().Record);
        _supervisor.TellGone(Wishes.Web.FileName);
        _supervisor.ComeBack();
        await AfterASecondAsync("a start", () => _runner.HasCall);
        Assert.IsType<Step.Start>((await _runner.NextAsync()).Step);
    }

    [Fact]
    public async Task LinkUp_PullWaitsForTheLink_IsTriedAtOnce()
    {
        _reconciler.Apply(Wishes.State(1, Wishes.Workload()));
        Run();
        (await _runner.NextAsync()).Result.SetException(new LinkException("down"));
        await StatusAsync("the failure", s => s.Failure is { Reason: Failure.LinkDown });
        _reconciler.LinkUp();
        Assert.IsType<Step.Pull>((await _runner.NextAsync()).Step);
    }

    [Fact]
    public async Task Apply_OneWorkloadFails_TheOthersGoOn()
    {
        DesiredWorkload bad = Wishes.Workload(), good = Wishes.Workload(image: "two") with { Deployment = "till" };
        lock (_runner.Images) _runner.Images.UnionWith([bad.Image.Digest, good.Image.Digest]);
        _reconciler.Apply(Wishes.State(1, bad, good));
        Run();
        for (var i = 0; i < 2; i++)
        {
            var start = await _runner.NextAsync();
            var workload = Assert.IsType<Step.Start>(start.Step).Workload;
            if (workload == bad) start.Result.SetException(new IOException("the disk is gone"));
            else start.Result.SetResult(Wishes.Record(good));
        }

        await Eventually.HoldsAsync("one failure and one record", Patience, () =>
            _reconciler.Statuses is [{ Failure: not null, Record: null }, { Failure: null, Record: not null }]);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience);
        _stop.Dispose();
    }

    private void Run() => _running = Task.Run(() => _reconciler.RunAsync(_stop.Token));

    private WorkloadStatus Status() => _reconciler.Statuses.Single(s => s.Id == Wishes.Web);

    private Task StatusAsync(string what, Predicate<WorkloadStatus> holds) =>
        Eventually.HoldsAsync(what, Patience, () => _reconciler.Statuses.Any(s => s.Id == Wishes.Web && holds(s)));

    // The wait is registered a little after its cause shows: advance until it has had its effect.
    private Task AfterASecondAsync(string what, Func<bool> holds) => Eventually.HoldsAsync(what, Patience, () =>
    {
        if (!holds()) _time.Advance(TimeSpan.FromSeconds(1));
        return holds();
    });
}
