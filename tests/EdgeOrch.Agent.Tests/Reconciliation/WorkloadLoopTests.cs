using EdgeOrch.Agent.Reconciliation;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Images;
using EdgeOrch.Testing;
using EdgeOrch.Transport;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Agent.Tests.Reconciliation;

public sealed class WorkloadLoopTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly FakeRunner _runner = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly WorkloadLoop _loop;
    private readonly Task _running;

    public WorkloadLoopTests()
    {
        _loop = new WorkloadLoop(Wishes.Web, _runner, _time, _runner);
        _running = Task.Run(() => _loop.RunAsync(_stop.Token));
    }

    [Fact]
    public async Task Run_NewWish_PullsThenStartsThenRests()
    {
        var wish = Wishes.Workload();
        _loop.Wish(wish);
        await PullAsync(wish.Image.Digest);
        var start = await _runner.NextAsync();
        Assert.Equal(wish, Assert.IsType<Step.Start>(start.Step).Workload);
        start.Result.SetResult(Wishes.Record(wish));
        await StatusAsync("a settled workload", s => s is { Doing: null, Failure: null, Record: not null });
        Assert.False(_runner.HasCall);
    }

    [Fact]
    public async Task Run_UpdateWhileRunning_TouchesTheOldOneOnlyWhenTheImageIsThere()
    {
        var old = Wishes.Workload();
        lock (_runner.Images) _runner.Images.Add(old.Image.Digest);
        _loop.Wish(old);
        (await _runner.NextAsync()).Result.SetResult(Wishes.Record(old));
        await StatusAsync("the old one to run", s => s is { Doing: null, Record: not null });
        var next = Wishes.Workload(2, "two");
        _loop.Wish(next);
        var pull = await _runner.NextAsync();
        Assert.IsType<Step.Pull>(pull.Step);
        Assert.Equal(1, _loop.Status.Record!.Revision);
        Assert.False(_runner.HasCall);
        lock (_runner.Images) _runner.Images.Add(next.Image.Digest);
        pull.Result.SetResult(null);
        Assert.IsType<Step.Start>((await _runner.NextAsync()).Step);
    }

    [Fact]
    public async Task Run_PullFails_ShowsTheCauseAndTriesAgainAfterItsBackoff()
    {
        _loop.Wish(Wishes.Workload());
        (await _runner.NextAsync()).Result.SetException(new ImageException("no-space", "image store: full"));
        await StatusAsync("the failure", s => s.Failure is { Reason: "no-space", Type: "ImageReady", Retryable: true });
        await TimerAsync(TimeSpan.FromSeconds(1));
        (await _runner.NextAsync()).Result.SetException(new ImageException("no-space", "image store: full"));
        await StatusAsync("the second failure", s => s.Doing is null);
        await TimerAsync(TimeSpan.FromSeconds(2));
        Assert.IsType<Step.Pull>((await _runner.NextAsync()).Step);

        // The same failure again is no news.
        lock (_runner.Failures) Assert.Single(_runner.Failures);
    }

    [Fact]
    public async Task Wish_NewerDuringAPull_VoidsIt()
    {
        _loop.Wish(Wishes.Workload());
        var pull = await _runner.NextAsync();
        var newer = Wishes.Workload(2, "two");
        _loop.Wish(newer);
        var next = await _runner.NextAsync();
        Assert.True(pull.Cancellation.IsCancellationRequested);
        Assert.Equal(newer.Image, Assert.IsType<Step.Pull>(next.Step).Image);
    }

    [Fact]
    public async Task Wish_NewerAfterAFinalFailure_IsTriedAtOnce()
    {
        var bad = Wishes.Workload();
        lock (_runner.Images) _runner.Images.Add(bad.Image.Digest);
        _loop.Wish(bad);
        (await _runner.NextAsync()).Result.SetException(new WorkloadException("user-unknown", "user \"x\"", retryable: false));
        await StatusAsync("the failure", s => s.Failure is { Retryable: false });
        _time.Advance(TimeSpan.FromDays(1));
        Assert.False(_runner.HasCall);
        _loop.Wish(Wishes.Workload(2, change: c => c with { User = "0" }));
        Assert.IsType<Step.Start>((await _runner.NextAsync()).Step);
        Assert.Null(_loop.Status.Failure);
    }

    [Fact]
    public async Task RetryNow_LinkIsBack_TriesAtOnce()
    {
        _loop.Wish(Wishes.Workload());
        (await _runner.NextAsync()).Result.SetException(new LinkException("down"));
        await StatusAsync("the failure", s => s.Failure is { Reason: Failure.LinkDown });
        _loop.RetryNow("another-reason");
        Assert.False(_runner.HasCall);
        _loop.RetryNow(Failure.LinkDown);
        Assert.IsType<Step.Pull>((await _runner.NextAsync()).Step);
    }

    [Fact]
    public async Task Wish_Nothing_RemovesWhatRuns()
    {
        var old = Wishes.Workload();
        _loop.Observe(Wishes.Record(old));
        _loop.Wish(null);
        var remove = await _runner.NextAsync();
        Assert.Equal(Wishes.Web, Assert.IsType<Step.Remove>(remove.Step).Id);
        remove.Result.SetResult(null);
        await StatusAsync("nothing left", s => s is { Record: null, Doing: null });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _loop.Dispose();
        _stop.Dispose();
    }

    private async Task PullAsync(Contracts.Digest image)
    {
        var pull = await _runner.NextAsync();
        Assert.Equal(image, Assert.IsType<Step.Pull>(pull.Step).Image.Digest);
        lock (_runner.Images) _runner.Images.Add(image);
        pull.Result.SetResult(null);
    }

    private Task StatusAsync(string what, Func<WorkloadStatus, bool> holds) => Eventually.HoldsAsync(what, Patience, () => holds(_loop.Status));

    // The wait is registered a little after the failure shows: advance until it has had its effect.
    private Task TimerAsync(TimeSpan wait) => Eventually.HoldsAsync($"a retry after {wait}", Patience, () =>
    {
        if (!_runner.HasCall) _time.Advance(wait);
        return _runner.HasCall;
    });
}
