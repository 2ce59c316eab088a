using System.CommandLine;
using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Connection;
using EdgeOrch.Cli.Output;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Cli.Logs;

/// <summary><c>edgectl logs</c>: what a workload wrote; its standard error goes to ours.</summary>
internal static class LogsCommand
{
    private const int MostLines = 100_000;

    public static Command Create(CommandHost host)
    {
        var device = Names.Device();
        var workload = new Argument<string>("WORKLOAD") { Description = "DEPLOYMENT/CONTAINER, or DEPLOYMENT when it has one container" };
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on as it writes, until interrupted" };
        var tail = new Option<int?>("--tail") { Description = "Begin with this many of its last lines; default all that are kept", HelpName = "N" };
        var timestamps = new Option<bool>("--timestamps") { Description = "Begin each line with its time, by the device's clock" };
        tail.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !(int.TryParse(text, out var n) && n is >= 0 and <= MostLines)) result.AddError($"--tail {text}: must be 0 to {MostLines}");
        });
        var command = new Verb(
            "logs",
            "Print what a workload wrote",
            "edgectl logs gateway-7 sensor/reader --tail 100",
            "edgectl logs gateway-7 sensor -f") { device, workload, follow, tail, timestamps };
        command.SetAction(async (parsed, cancel) =>
        {
            using var api = host.Connect(parsed);
            var id = await ResolveAsync(api, parsed.GetValue(device)!, parsed.GetValue(workload)!, cancel);
            var query = $"follow={(parsed.GetValue(follow) ? "true" : "false")}{(parsed.GetValue(tail) is { } n ? $"&tail={n}" : "")}";
            var path = $"/v1/devices/{parsed.GetValue(device)}/logs/{id.Deployment}/{id.Container}?{query}";
            await foreach (var line in api.StreamAsync(path, WireJson.Default.LogLine, cancel))
            {
                var target = line.Stream == LogStream.Stderr ? host.Terminal.Error : host.Terminal.Out;
                target.WriteLine(parsed.GetValue(timestamps) ? $"{Words.Time(line.At)} {line.Text}" : line.Text);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<WorkloadId> ResolveAsync(ApiClient api, string device, string text, CancellationToken cancel)
    {
        if (WorkloadId.TryParse(text, out var id)) return id;
        if (!ResourceName.IsValid(text)) throw new UsageException($"workload \"{text}\": must be DEPLOYMENT or DEPLOYMENT/CONTAINER");
        var view = await api.GetAsync($"/v1/devices/{device}", WireJson.Default.DeviceView, cancel);
        var ids = view.Workloads.Select(w => w.Id).Where(w => w.Deployment == text).ToList();
        return ids switch
        {
            [var only] => only,
            [] => throw new CliException($"device \"{device}\": runs no workload of deployment \"{text}\""),
            _ => throw new CliException($"deployment \"{text}\" has {ids.Count} containers on \"{device}\"; name one: {string.Join(", ", ids)}"),
        };
    }
}
