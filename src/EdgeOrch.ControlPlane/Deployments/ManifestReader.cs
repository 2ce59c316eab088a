using System.Text;
using EdgeOrch.Contracts;
using EdgeOrch.ControlPlane.Deployments.Reading;

namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>Reads manifests, YAML or JSON, and finds everything that is wrong with them at once. Never throws on any text.</summary>
internal static class ManifestReader
{
    public static ManifestReading Read(string text)
    {
        var problems = new ProblemList();
        var manifests = new List<ReadManifest>();
        if (Encoding.UTF8.GetByteCount(text) > Limits.ManifestBytes)
        {
            problems.Add("too-large", "", $"larger than {Limits.ManifestBytes} bytes", null);
            return new ManifestReading([], problems.ToOrderedList());
        }
        var documents = YamlTree.Parse(text, problems);
        if (documents.Count == 0 && problems.Count == 0) problems.Add("empty", "", "there is no manifest in it", 1);
        foreach (var document in documents)
        {
            if (DeploymentReader.Read(document.Root, problems) is { } manifest) manifests.Add(new ReadManifest(manifest, document.Text, Lines(document.Root)));
        }
        CheckDistinct(manifests, documents, problems);
        return problems.Count > 0 ? new ManifestReading([], problems.ToOrderedList()) : new ManifestReading(manifests, []);
    }

    private static void CheckDistinct(List<ReadManifest> manifests, IReadOnlyList<ManifestDocument> documents, ProblemList problems)
    {
        // With a document left out the two lists do not match; that one has a problem already.
        if (manifests.Count != documents.Count) return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (manifest, document) in manifests.Zip(documents))
        {
            var name = manifest.Manifest.Metadata.Name;
            if (name.Length > 0 && !seen.Add(name))
                problems.Add("duplicate-name", "metadata.name", $"deployment {Shown.Quote(name)} is in an earlier document already", Find(Find(document.Root, "metadata")?.Value, "name")?.Line);
        }
    }

    private static ContainerLines[] Lines(ManifestNode root) =>
        Find(Find(root, "spec")?.Value, "containers")?.Value is ListNode containers ? [.. containers.Items.Select(LinesOf)] : [];

    private static ContainerLines LinesOf(ManifestNode container)
    {
        var resources = Find(container, "resources")?.Value;
        return new ContainerLines(
            Find(container, "image")?.Line ?? container.Line, Find(resources, "cpu")?.Line ?? container.Line, Find(resources, "memory")?.Line ?? container.Line);
    }

    private static MapEntry? Find(ManifestNode? node, string key) => (node as MapNode)?.Entries.FirstOrDefault(entry => entry.Key == key);
}
