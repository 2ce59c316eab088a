using EdgeOrch.Cli.Tests.Running;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Cli.Tests.Top;

public sealed class TopCommandTests
{
    private static readonly UsageReadResult Usage = new(EdgectlRun.Now,
    [
        new WorkloadUsage { Id = new WorkloadId("web", "idle"), MemoryBytes = 4096 },
        new WorkloadUsage
        {
            Id = new WorkloadId("web", "busy"), CpuMillicores = 1250, MemoryBytes = 12 << 20, MemoryWorkingSetBytes = 10 << 20, MemoryPeakBytes = 20 << 20, MemoryLimitBytes = 64 << 20,
            Pids = 7, IoReadBytes = 1536, IoWrittenBytes = 0, NetworkReceivedBytes = 5, NetworkSentBytes = 6, ThrottledNanoseconds = 1_500_000_000, OomKills = 2, CpuPressure = 12.34,
        },
    ]);

    [Fact]
    public async Task Top_Device_ShowsTheBusiestFirst()
    {
        await using var run = await EdgectlRun.StartAsync();
        run.Server.Answer("GET /v1/devices/gateway-7/usage", Usage, WireJson.Default.UsageReadResult);
        var got = await run.RunAsync("top", "gateway-7");
        Assert.Equal(
            [
                "WORKLOAD CPU MEMORY LIMIT PEAK PIDS READ WRITTEN RECEIVED SENT",
                "web/busy 1250m 10 MiB 64 MiB 20 MiB 7 1.5 KiB 0 B 5 B 6 B",
                "web/idle - 4.0 KiB - - - - - - -",
            ],
            Squeezed(got.Out));
        Assert.EndsWith("1.5s 2 12.3% - -", Squeezed((await run.RunAsync("top", "gateway-7", "--wide")).Out)[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Top_NothingRuns_SaysSo()
    {
        await using var run = await EdgectlRun.StartAsync();
        run.Server.Answer("GET /v1/devices/gateway-7/usage", Usage with { Workloads = [] }, WireJson.Default.UsageReadResult);
        Assert.Equal(new Outcome(0, "", "nothing runs there\n"), await run.RunAsync("top", "gateway-7"));
    }

    private static string[] Squeezed(string table) =>
        [.. table.TrimEnd('\n').Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
}
