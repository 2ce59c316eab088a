namespace EdgeOrch.Images.Deltas.Coding;

/// <summary>Folders that got another name, learned from the entries seen so far, the latest first.</summary>
internal sealed class RenameRules
{
    private const int Most = 8;
    private readonly List<(string From, string To)> _rules = [];

    /// <summary>Where an entry of the bases is expected to be now.</summary>
    public string Apply(string path)
    {
        foreach (var (from, to) in _rules)
            if (Below(path, from)) return to + path[from.Length..];
        return path;
    }

    /// <summary>Where an entry may have been, the likeliest first.</summary>
    public IEnumerable<string> Origins(string path)
    {
        foreach (var (from, to) in _rules)
            if (Below(path, to)) yield return from + path[to.Length..];
    }

    /// <summary>Learns from an entry that was found elsewhere than expected.</summary>
    public void Learn(string old, string now)
    {
        if (Apply(old) == now) return;
        if (old == now)
        {
            _rules.RemoveAll(rule => Below(old, rule.From));
            return;
        }

        var same = 0;
        while (same < old.Length && same < now.Length && old[^(same + 1)] == now[^(same + 1)]) same++;

        // Only whole names: what is the same begins with a slash.
        while (same > 0 && old[^same] != '/') same--;
        if (same == 0) return;
        var (from, to) = (old[..^same], now[..^same]);
        if (from.Length == 0 || to.Length == 0) return;
        _rules.RemoveAll(rule => rule.From == from);
        _rules.Insert(0, (from, to));
        if (_rules.Count > Most) _rules.RemoveAt(Most);
    }

    private static bool Below(string path, string folder) => path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal);
}
