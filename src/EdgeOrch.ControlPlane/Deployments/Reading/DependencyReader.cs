using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads what a container's start waits for: a name, or a mapping of name and condition.</summary>
internal static class DependencyReader
{
    public static DependencyManifest? Read(ManifestNode node, string path, ProblemList problems)
    {
        if (node is ScalarNode)
        {
            if (FieldValues.AsText(node, path, problems) is not { } name) return null;
            if (!ResourceName.IsValid(name)) problems.Add("bad-name", path, $"{Shown.Quote(name)} is no name: must be {ResourceName.Rule}", node.Line);
            return new DependencyManifest { Name = name };
        }

        if (Fields.Open(node, path, problems) is not { } fields) return null;
        var dependency = new DependencyManifest
        {
            Name = fields.ResourceName("name"),
            Condition = fields.Word<DependencyCondition>("condition") ?? DependencyCondition.Started,
        };
        fields.Close();
        return dependency;
    }

    /// <summary>Reports, over all containers of a deployment, names that are none, that are there twice, and circles.</summary>
    /// <param name="spec">The mapping that holds <c>containers</c>.</param>
    public static void CheckAll(Fields spec)
    {
        if (spec.Take("containers") is not ListNode containers) return;
        var graph = new Dictionary<string, List<Edge>>(StringComparer.Ordinal);
        foreach (var (index, container) in containers.Items.Index())
            if (container is MapNode map && TextOf(map, "name") is { } name) graph.TryAdd(name.Text, Edges(map, $"{spec.PathOf("containers")}[{index}].dependsOn"));

        var sound = true;
        foreach (var (name, edges) in graph) sound &= CheckNames(name, edges, graph.Keys, spec.Problems);
        if (sound) ReportCircle(graph, spec.Problems);
    }

    private static bool CheckNames(string name, List<Edge> edges, IEnumerable<string> names, ProblemList problems)
    {
        var before = problems.Count;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var edge in edges)
        {
            if (edge.To == name)
                problems.Add("bad-dependency", edge.Path, $"container {Shown.Quote(name)} cannot depend on itself", edge.Line);
            else if (!names.Contains(edge.To, StringComparer.Ordinal))
                problems.Add("bad-dependency", edge.Path, $"there is no container {Shown.Quote(edge.To)} in this deployment{Spelling.Hint(edge.To, names.Where(n => n != name))}", edge.Line);
            else if (!seen.Add(edge.To))
                problems.Add("duplicate-name", edge.Path, $"{Shown.Quote(edge.To)} is there already", edge.Line);
        }

        return problems.Count == before;
    }

    // One circle at a time: what else is wrong shows when it is broken.
    private static void ReportCircle(Dictionary<string, List<Edge>> graph, ProblemList problems)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var way = new List<string>();
        foreach (var name in graph.Keys)
            if (Visit(name)) return;

        bool Visit(string name)
        {
            way.Add(name);
            foreach (var edge in graph[name].Where(e => !done.Contains(e.To)))
            {
                if (way.IndexOf(edge.To) is >= 0 and var from)
                {
                    problems.Add("bad-dependency", edge.Path, $"goes round in a circle: {string.Join(" → ", way.Skip(from).Append(edge.To))}", edge.Line);
                    return true;
                }

                if (Visit(edge.To)) return true;
            }

            way.RemoveAt(way.Count - 1);
            done.Add(name);
            return false;
        }
    }

    private static List<Edge> Edges(MapNode container, string path)
    {
        var edges = new List<Edge>();
        if (container.Entries.FirstOrDefault(entry => entry.Key == "dependsOn")?.Value is not ListNode list) return edges;
        foreach (var (index, item) in list.Items.Index())
        {
            var name = item as ScalarNode ?? (item is MapNode map ? TextOf(map, "name") : null);
            if (name is { Kind: ScalarKind.Text } && ResourceName.IsValid(name.Text)) edges.Add(new Edge(name.Text, item is MapNode ? $"{path}[{index}].name" : $"{path}[{index}]", name.Line));
        }

        return edges;
    }

    private static ScalarNode? TextOf(MapNode map, string field) =>
        map.Entries.FirstOrDefault(entry => entry.Key == field)?.Value is ScalarNode { Kind: ScalarKind.Text } text ? text : null;

    private sealed record Edge(string To, string Path, int Line);
}
