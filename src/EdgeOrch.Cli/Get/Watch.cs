using System.Text.Json;
using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Output;

namespace EdgeOrch.Cli.Get;

/// <summary>Asks again and again, and prints what is new or changed.</summary>
internal sealed class Watch<T>(CommandHost host, Resource<T> resource, OutputFormat format)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, string> _seen = [];

    public async Task<int> RunAsync(Func<CancellationToken, Task<IReadOnlyList<T>>> fetch, CancellationToken cancel)
    {
        while (true)
        {
            List<T> changed = [.. (await fetch(cancel)).Where(IsChanged)];
            if (changed.Count > 0) Printer.Write(host.Terminal, format, changed, resource.ListType, resource.Columns, resource.Plural);
            await Task.Delay(Interval, host.Terminal.Clock, cancel);
        }
    }

    // By what it is, not by its row: ages change all the time.
    private bool IsChanged(T item)
    {
        var now = JsonSerializer.Serialize(item, resource.ItemType);
        var name = resource.Name(item);
        if (_seen.TryGetValue(name, out var before) && before == now) return false;
        _seen[name] = now;
        return true;
    }
}
