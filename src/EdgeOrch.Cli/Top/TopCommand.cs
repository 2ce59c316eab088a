using System.CommandLine;
using System.Globalization;
using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Output;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Cli.Top;

/// <summary><c>edgectl top</c>: what the workloads of a device use now; <c>-</c> is what the device does not count.</summary>
internal static class TopCommand
{
    private static readonly Column<WorkloadUsage>[] Columns =
    [
        new("WORKLOAD", u => u.Id.ToString()),
        new("CPU", u => u.CpuMillicores is { } cpu ? $"{Words.Number(cpu)}m" : ""),
        new("MEMORY", u => Bytes(u.MemoryWorkingSetBytes ?? u.MemoryBytes)),
        new("LIMIT", u => Bytes(u.MemoryLimitBytes)),
        new("PEAK", u => Bytes(u.MemoryPeakBytes)),
        new("PIDS", u => u.Pids is { } pids ? Words.Number(pids) : ""),
        new("READ", u => Bytes(u.IoReadBytes)),
        new("WRITTEN", u => Bytes(u.IoWrittenBytes)),
        new("RECEIVED", u => Bytes(u.NetworkReceivedBytes)),
        new("SENT", u => Bytes(u.NetworkSentBytes)),
        new("THROTTLED", u => u.ThrottledNanoseconds is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time / 1e9:0.0}s") : "", Wide: true),
        new("OOM-KILLS", u => Words.Number(u.OomKills), Wide: true),
        new("WAITS-CPU", u => Percent(u.CpuPressure), Wide: true),
        new("WAITS-MEMORY", u => Percent(u.MemoryPressure), Wide: true),
        new("WAITS-IO", u => Percent(u.IoPressure), Wide: true),
    ];

    public static Command Create(CommandHost host)
    {
        var device = Names.Device();
        var wide = new Option<bool>("--wide") { Description = "Also what it was throttled, and what share of the last 10 s its tasks waited" };
        var command = new Verb(
            "top",
            "Show what the workloads of a device use now, the most processor time first",
            "edgectl top gateway-7",
            "edgectl top gateway-7 --wide") { device, wide };
        command.SetAction(async (parsed, cancel) =>
        {
            using var api = host.Connect(parsed);
            var usage = await api.GetAsync($"/v1/devices/{parsed.GetValue(device)}/usage", WireJson.Default.UsageReadResult, cancel);
            if (usage.Workloads.Count == 0) host.Terminal.Error.WriteLine("nothing runs there");
            else TableText.Write(host.Terminal.Out, usage.Workloads.OrderByDescending(u => u.CpuMillicores ?? 0).ThenBy(u => u.Id.ToString(), StringComparer.Ordinal), Columns, parsed.GetValue(wide));
            return ExitCodes.Success;
        });
        return command;
    }

    private static string Bytes(long? bytes) => bytes is { } known ? Words.Bytes(known) : "";

    private static string Percent(double? share) => share is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.0}%") : "";
}
