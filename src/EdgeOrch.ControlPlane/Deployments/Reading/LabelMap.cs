using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads a mapping of label keys to values.</summary>
internal static class LabelMap
{
    public static IReadOnlyDictionary<string, string> Read(Fields fields, string name)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (fields.Take(name) is not { } node) return labels;
        if (node is not MapNode map)
        {
            fields.Report("wrong-type", name, $"must be a mapping of labels to values, not {node.Noun}", node.Line);
            return labels;
        }
        if (map.Entries.Count > Limits.Labels)
            fields.Report("too-many", name, $"has {map.Entries.Count} labels: may have {Limits.Labels} at most", node.Line);
        foreach (var entry in map.Entries) ReadEntry(fields, name, entry, labels);
        return labels;
    }

    private static void ReadEntry(Fields fields, string name, MapEntry entry, Dictionary<string, string> labels)
    {
        var path = $"{fields.PathOf(name)}.{Shown.Cut(entry.Key)}";
        if (entry.Value is ScalarNode { Kind: ScalarKind.Null })
        {
            fields.Problems.Add("wrong-type", path, "must be a text, not null", entry.Value.Line);
            return;
        }
        var value = FieldValues.AsText(entry.Value, path, fields.Problems);
        LabelSyntax.Check(entry.Key, value ?? "", path, fields.Problems, entry.Line);
        if (!labels.TryAdd(entry.Key, value ?? "")) fields.Problems.Add("duplicate-key", path, $"label {Shown.Quote(entry.Key)} is there already", entry.Line);
    }
}
