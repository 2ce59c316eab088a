using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>A file system in memory.</summary>
public sealed record TmpfsManifest
{
    /// <summary>Its largest size. Default 16 MiB.</summary>
    [JsonRequired]
    public MemoryQuantity Size { get; init; } = MemoryQuantity.FromBytes(16 * 1024 * 1024);
}
