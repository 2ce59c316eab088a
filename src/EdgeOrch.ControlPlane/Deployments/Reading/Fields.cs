using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>The fields of one mapping: each is taken by its name, and <see cref="Close"/> reports those that nobody took.</summary>
internal sealed class Fields
{
    private readonly MapNode _map;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MapEntry> _entries = new(StringComparer.Ordinal);

    private Fields(MapNode map, string path, ProblemList problems)
    {
        (_map, Path, Problems) = (map, path, problems);
        foreach (var entry in map.Entries)
        {
            if (!_entries.TryAdd(entry.Key, entry))
                problems.Add("duplicate-key", PathOf(entry.Key), $"field {Shown.Quote(entry.Key)} is there already, on line {_entries[entry.Key].Line}", entry.Line);
        }
    }

    public string Path { get; }

    public ProblemList Problems { get; }

    public int Line => _map.Line;

    /// <summary>Opens a mapping; null, with a problem, when the node is none.</summary>
    public static Fields? Open(ManifestNode node, string path, ProblemList problems)
    {
        if (node is MapNode map) return new Fields(map, path, problems);
        problems.Add("wrong-type", path, $"must be a mapping, not {node.Noun}", node.Line);
        return null;
    }

    public string PathOf(string name) => Path.Length == 0 ? Shown.Cut(name) : $"{Path}.{Shown.Cut(name)}";

    /// <summary>Where a field is, or where its mapping begins if it is not there.</summary>
    public int LineOf(string name) => _entries.TryGetValue(name, out var entry) ? entry.Line : Line;

    public bool Has(string name) => _entries.TryGetValue(name, out var entry) && !IsNull(entry.Value);

    /// <summary>The value of a field; null when it is absent or written as null, which is the same as in Kubernetes.</summary>
    public ManifestNode? Take(string name)
    {
        _known.Add(name);
        return _entries.TryGetValue(name, out var entry) && !IsNull(entry.Value) ? entry.Value : null;
    }

    /// <summary>The value of a field that must be there; null, with a problem, when it is not.</summary>
    public ManifestNode? TakeRequired(string name)
    {
        var node = Take(name);
        if (node is null) Problems.Add("missing-field", PathOf(name), "is required", LineOf(name));
        return node;
    }

    public void Report(string code, string name, string message, int? line = null) =>
        Problems.Add(code, PathOf(name), message, line ?? LineOf(name));

    /// <summary>Reports a group of which exactly one must be there; true when it is so.</summary>
    public bool ExactlyOne(params string[] names)
    {
        var present = names.Where(Has).ToArray();
        if (present.Length == 1) return true;
        var all = string.Join(", ", names);
        var message = present.Length == 0 ? $"needs one of {all}" : $"has {string.Join(" and ", present)}, but takes exactly one of {all}";
        Problems.Add("one-of", Path, message, present.Length == 0 ? Line : LineOf(present[1]));
        return false;
    }

    /// <summary>Reports every field that was not taken, with the nearest that could be meant.</summary>
    public void Close()
    {
        foreach (var entry in _entries.Values.Where(entry => !_known.Contains(entry.Key)))
            Problems.Add("unknown-field", PathOf(entry.Key), $"unknown field {Shown.Quote(entry.Key)}{Spelling.Hint(entry.Key, _known)}", entry.Line);
    }

    private static bool IsNull(ManifestNode node) => node is ScalarNode { Kind: ScalarKind.Null };
}
