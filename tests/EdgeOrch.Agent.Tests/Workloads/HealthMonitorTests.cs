using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.Testing;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Agent.Tests.Workloads;

public sealed class HealthMonitorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new();
    private readonly Scripted _probe = new();
    private readonly List<HealthStatus> _statuses = [];
    private readonly HealthCheckManifest _manifest = new()
    {
        Exec = new ExecProbe { Command = ["true"] },
        Interval = Duration.FromSeconds(10),
        Retries = 3,
        StartPeriod = Duration.FromSeconds(30),
    };

    [Fact]
    public async Task Run_FirstSuccess_IsHealthyAfterASecond()
    {
        _probe.Answer = null;
        var running = Start(CancellationToken.None);
        await AskedAsync(1, running);
        await Eventually.HoldsAsync("healthy", Patience, () => Last() == HealthStatus.Healthy);
    }

    [Fact]
    public async Task Run_FailuresInTheStartPeriod_DoNotCount()
    {
        _probe.Answer = "not yet";
        var running = Start(CancellationToken.None);
        await AskedAsync(20, running);
        lock (_statuses) Assert.Empty(_statuses);
        Assert.False(running.IsCompleted);
    }

    [Fact]
    public async Task Run_AsManyFailuresAsRetriesAfterASuccess_IsUnhealthyAndSaysWhy()
    {
        _probe.Answer = null;
        var running = Start(CancellationToken.None);
        await AskedAsync(1, running);
        await Eventually.HoldsAsync("healthy", Patience, () => Last() == HealthStatus.Healthy);
        _probe.Answer = "exit code 1: boom";
        await AskedAsync(4, running);
        var cause = await running.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal("3 health checks in a row failed; the last: exit code 1: boom", cause);
        Assert.Equal(HealthStatus.Unhealthy, Last());
    }

    [Fact]
    public async Task Run_Cancelled_Ends()
    {
        using var stop = new CancellationTokenSource();
        var running = Start(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private Task<string> Start(CancellationToken cancellation) => new HealthMonitor(_manifest, _probe, _time).RunAsync(
        status =>
        {
            lock (_statuses) _statuses.Add(status);
        },
        cancellation);

    private HealthStatus? Last()
    {
        lock (_statuses) return _statuses.Count == 0 ? null : _statuses[^1];
    }

    private async Task AskedAsync(int times, Task running)
    {
        for (var asked = _probe.Asked; _probe.Asked < times && !running.IsCompleted; asked = _probe.Asked)
        {
            var before = asked;
            await Eventually.HoldsAsync($"probe {before + 1}", Patience, () =>
            {
                if (_probe.Asked == before && !running.IsCompleted) _time.Advance(TimeSpan.FromSeconds(_statuses.Count == 0 ? 1 : 10));
                return _probe.Asked > before || running.IsCompleted;
            });
        }
    }

    private sealed class Scripted : IHealthProbe
    {
        private int _asked;

        public string? Answer { get; set; }

        public int Asked => Volatile.Read(ref _asked);

        public Task<string?> CheckAsync(CancellationToken cancellation)
        {
            Interlocked.Increment(ref _asked);
            return Task.FromResult(Answer);
        }
    }
}
