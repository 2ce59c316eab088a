using System.Globalization;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads fields that are lists.</summary>
internal static class FieldLists
{
    /// <summary>Reads every item of a list with <paramref name="read"/>; items that it gives up on are left out.</summary>
    public static IReadOnlyList<T> List<T>(this Fields fields, string name, int most, Func<ManifestNode, string, ProblemList, T?> read)
        where T : class => AsList(fields, name, fields.Take(name), most, read) ?? [];

    /// <summary>As <see cref="List"/>, of a list that must be there and hold something.</summary>
    public static IReadOnlyList<T> RequiredList<T>(this Fields fields, string name, int most, Func<ManifestNode, string, ProblemList, T?> read)
        where T : class
    {
        if (fields.TakeRequired(name) is not { } node) return [];
        if (node is ListNode { Items.Count: 0 }) fields.Report("missing-field", name, "must hold at least one item", node.Line);
        return AsList(fields, name, node, most, read) ?? [];
    }

    /// <summary>A list of texts; null when it is absent.</summary>
    public static IReadOnlyList<string>? Texts(this Fields fields, string name, int most = 1000) =>
        AsList(fields, name, fields.Take(name), most, FieldValues.AsText);

    /// <summary>Reports items whose name occurs before them.</summary>
    /// <param name="fields">The mapping that holds the list.</param>
    /// <param name="list">The list's field.</param>
    /// <param name="field">The items' field that must differ.</param>
    public static void DistinctNames(this Fields fields, string list, string field)
    {
        if (fields.Take(list) is not ListNode node) return;
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, item) in node.Items.Index())
        {
            if ((item as MapNode)?.Entries.FirstOrDefault(entry => entry.Key == field)?.Value is not ScalarNode { Kind: ScalarKind.Text } name) continue;
            if (seen.TryAdd(name.Text, name.Line)) continue;
            fields.Problems.Add(
                "duplicate-name", $"{ItemPath(fields.PathOf(list), index)}.{field}", $"{Shown.Quote(name.Text)} is there already, on line {seen[name.Text]}", name.Line);
        }
    }

    private static List<T>? AsList<T>(Fields fields, string name, ManifestNode? node, int most, Func<ManifestNode, string, ProblemList, T?> read)
        where T : class
    {
        if (node is null) return null;
        if (node is not ListNode list)
        {
            fields.Report("wrong-type", name, $"must be a list, not {node.Noun}", node.Line);
            return null;
        }
        if (list.Items.Count > most)
        {
            fields.Report("too-many", name, $"has {list.Items.Count} items: may have {most} at most", node.Line);
            return null;
        }
        var items = new List<T>();
        foreach (var (index, item) in list.Items.Index())
        {
            if (read(item, ItemPath(fields.PathOf(name), index), fields.Problems) is { } value) items.Add(value);
        }
        return items;
    }

    private static string ItemPath(string list, int index) => string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]");
}
