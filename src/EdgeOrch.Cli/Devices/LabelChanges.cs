using EdgeOrch.Cli.CommandLine;

namespace EdgeOrch.Cli.Devices;

/// <summary>Reads <c>k=v</c> and <c>k-</c>; which keys and values are labels is the control plane's to say.</summary>
internal static class LabelChanges
{
    /// <exception cref="UsageException">One is neither, or names a key twice.</exception>
    public static IReadOnlyDictionary<string, string?> Parse(IReadOnlyList<string> changes)
    {
        var labels = new Dictionary<string, string?>();
        foreach (var change in changes)
        {
            var (key, value) = Split(change);
            if (!labels.TryAdd(key, value)) throw new UsageException($"label \"{key}\": given twice");
        }

        return labels;
    }

    /// <summary>Reads <c>k=v</c> alone.</summary>
    /// <exception cref="UsageException">One is not of that form, or names a key twice.</exception>
    public static IReadOnlyDictionary<string, string> ParseSettings(IReadOnlyList<string> settings) =>
        Parse(settings).ToDictionary(l => l.Key, l => l.Value ?? throw new UsageException($"label \"{l.Key}-\": must be KEY=VALUE"));

    private static (string Key, string? Value) Split(string change)
    {
        var equals = change.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0) return (change[..equals], change[(equals + 1)..]);
        if (equals < 0 && change.Length > 1 && change[^1] == '-') return (change[..^1], null);
        throw new UsageException($"label \"{change}\": must be KEY=VALUE, or KEY- to remove it");
    }
}
