using System.CommandLine;
using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Connection;
using EdgeOrch.Cli.Get;
using EdgeOrch.Cli.Output;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Cli.Events;

/// <summary><c>edgectl events</c>: what happened, and what happens.</summary>
internal static class EventsCommand
{
    public static Command Create(CommandHost host)
    {
        var device = Names.DeviceOption();
        var follow = new Option<bool>("--follow", "-f", "--watch", "-w") { Description = "Go on as events arrive, until interrupted" };
        var output = GetVerb.OutputOption();
        var command = new Verb("events", "Print the events of the fleet or of one device", "edgectl events", "edgectl events --device gateway-7 -f") { device, follow, output };
        command.SetAction(async (parsed, cancel) =>
        {
            using var api = host.Connect(parsed);
            var query = parsed.GetValue(device) is { } id ? $"device={id}" : "";
            if (parsed.GetValue(follow)) return await FollowAsync(host, api, query, parsed.GetValue(output), cancel);
            var events = await api.GetAsync($"/v1/events?{query}", WireJson.Default.IReadOnlyListEventView, cancel);
            var resource = Resources.Events(host);
            Printer.Write(host.Terminal, parsed.GetValue(output), events, resource.ListType, resource.Columns, resource.Plural);
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<int> FollowAsync(CommandHost host, ApiClient api, string query, OutputFormat format, CancellationToken cancel)
    {
        var separator = query.Length > 0 ? "&" : "";
        await foreach (var one in api.StreamAsync($"/v1/events?{query}{separator}follow=true", WireJson.Default.EventView, cancel))
        {
            if (format is OutputFormat.Json) host.Terminal.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(one, WireJson.Default.EventView));
            else if (format is OutputFormat.Yaml) WriteYaml(host.Terminal.Out, one);
            else host.Terminal.Out.WriteLine(Line(one));
        }

        return ExitCodes.Success;
    }

    private static void WriteYaml(TextWriter output, EventView one)
    {
        output.WriteLine("---");
        YamlText.Write(output, System.Text.Json.JsonSerializer.SerializeToElement(one, WireJson.Default.EventView));
    }

    // Rows that come one by one cannot be aligned to what comes later: a fixed order, and the message last.
    private static string Line(EventView one)
    {
        var severity = one.Event.Severity == EventSeverity.Warning ? "warning" : "normal";
        var subject = one.Event.Workload is { } workload ? $"{one.Device} {workload}" : $"{one.Device}";
        return TableText.Safe($"{Words.Time(one.ReceivedAt)} {severity,-7} {(subject.Length > 0 ? subject : "control-plane")} {one.Event.Type}: {one.Event.Message}");
    }
}
