using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads a container's limits.</summary>
internal static class ResourceReader
{
    private const long LeastMemory = 4 * 1024 * 1024;
    private const int MostPids = 4_194_304;

    public static ResourceManifest Read(Fields container, string name)
    {
        var defaults = new ResourceManifest();
        if (container.Take(name) is not { } node || Fields.Open(node, container.PathOf(name), container.Problems) is not { } fields) return defaults;
        var resources = new ResourceManifest
        {
            Memory = fields.Quantity<MemoryQuantity>("memory", MemoryQuantity.TryParse, MemoryQuantity.Rule),
            Cpu = fields.Quantity<CpuQuantity>("cpu", CpuQuantity.TryParse, CpuQuantity.Rule),
            Pids = fields.Integer("pids", 1, MostPids) ?? defaults.Pids,
        };
        if (resources.Memory is { Bytes: < LeastMemory } memory) fields.Report("out-of-range", "memory", $"{memory} is too little: must be at least 4Mi");
        if (resources.Cpu is { Millicores: 0 }) fields.Report("out-of-range", "cpu", "0 is too little: must be at least 1m");
        fields.Close();
        return resources;
    }
}
