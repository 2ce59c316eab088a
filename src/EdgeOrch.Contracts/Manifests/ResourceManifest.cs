using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>Limits of a container.</summary>
public sealed record ResourceManifest
{
    /// <summary>Most memory, such as <c>64Mi</c>; at least 4 MiB. Null: no limit of its own.</summary>
    public MemoryQuantity? Memory { get; init; }

    /// <summary>Most processor time, such as <c>250m</c> or <c>1.5</c>. Null: no limit of its own.</summary>
    public CpuQuantity? Cpu { get; init; }

    /// <summary>Most processes and threads, 1 to 4,194,304. Default 1,024.</summary>
    [JsonRequired]
    public int Pids { get; init; } = 1024;
}
