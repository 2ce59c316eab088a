using EdgeOrch.Agent.Link;
using EdgeOrch.Agent.Tests.Workloads;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Testing;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Agent.Tests.Link;

public sealed class UsageServerTests
{
    [Theory]
    [InlineData(1_000_000_000L, 1_250_000_000L, 250L)]
    [InlineData(1_000_000_000L, 100_000_000L, 100L)]
    [InlineData(null, 100_000_000L, null)]
    [InlineData(100L, null, null)]
    public async Task Read_TwoReadings_TellWhatAProcessorDid(long? before, long? after, long? millicores)
    {
        var time = new FakeTimeProvider();
        var supervisor = new FakeSupervisor();
        var readings = new Queue<long?>([before, after]);
        supervisor.OnUsage = () => readings.Dequeue() is var cpu && (cpu is not null || readings.Count == 0) ? [new WorkloadUsage { Id = Wishes.Web, CpuNanoseconds = cpu, Pids = 3 }] : [];
        var reading = new UsageServer(supervisor, time).ReadAsync(new UsageReadRequest(), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync("the answer", TimeSpan.FromSeconds(20), () =>
        {
            if (!reading.IsCompleted && readings.Count == 1) time.Advance(TimeSpan.FromSeconds(1));
            return reading.IsCompleted;
        });

        var usage = Assert.Single((await reading).Workloads);
        Assert.Equal((millicores, after, 3), (usage.CpuMillicores, usage.CpuNanoseconds, usage.Pids));
    }
}
