using EdgeOrch.Cli.Output;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Cli.Describe;

/// <summary>The parts that descriptions share.</summary>
internal sealed class Sections(TextWriter output, DateTimeOffset now)
{
    private const int RecentEvents = 20;
    private const int NameWidth = 20;

    public void Field(string name, string value, int indent = 0) =>
        output.WriteLine($"{new string(' ', indent)}{(name + ":").PadRight(NameWidth - indent)}{TableText.Safe(value)}");

    public void Heading(string name) => output.WriteLine($"{name}:");

    public void Rows(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        List<IReadOnlyList<string>> all = [Indented(header), .. rows.Select(r => Indented([.. r.Select(TableText.Cell)]))];
        TableText.Write(output, all);
    }

    public void Conditions(IReadOnlyList<Condition> conditions)
    {
        if (conditions.Count == 0)
        {
            Field("Conditions", "none: nothing is wrong");
            return;
        }

        Heading("Conditions");
        Rows(["TYPE", "HOLDS", "REASON", "SINCE", "RETRIES", "MESSAGE"], conditions.Select(c => (IReadOnlyList<string>)
            [c.Type, c.Holds ? "yes" : "no", c.Reason, Words.Age(c.Since, now), c.Retryable ? "yes" : "no", c.Message]));
    }

    public void Events(IReadOnlyList<EventView> events)
    {
        if (events.Count == 0)
        {
            Field("Events", "none");
            return;
        }

        Heading("Events");
        Rows(["AGE", "SEVERITY", "DEVICE", "WORKLOAD", "TYPE", "MESSAGE"], events.OrderBy(e => e.Id).TakeLast(RecentEvents).Select(e => (IReadOnlyList<string>)
        [
            Words.Age(e.ReceivedAt, now),
            e.Event.Severity == EventSeverity.Warning ? "warning" : "normal",
            e.Device?.ToString() ?? "",
            e.Event.Workload?.ToString() ?? "",
            e.Event.Type,
            e.Event.Message,
        ]));
    }

    private static IReadOnlyList<string> Indented(IReadOnlyList<string> row) => ["  " + row[0], .. row.Skip(1)];
}
