using System.Text.Json.Serialization;
using EdgeOrch.Contracts;

namespace EdgeOrch.Images.Manifests;

/// <summary>An image's configuration: OCI image-spec, config.md. Its history is not kept.</summary>
public sealed record ImageConfig
{
    /// <summary>Processor architecture in Go's words, such as <c>arm64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Operating system, such as <c>linux</c>.</summary>
    public required string Os { get; init; }

    /// <summary>Variant of the architecture, such as <c>v8</c>; null when it has none.</summary>
    public string? Variant { get; init; }

    /// <summary>How to run it; null when the image does not say.</summary>
    public ProcessConfig? Config { get; init; }

    /// <summary>The layers, as they unpack.</summary>
    [JsonPropertyName("rootfs")]
    public required RootFilesystem RootFilesystem { get; init; }

    /// <summary>What the image is built for.</summary>
    [JsonIgnore]
    public Platform Platform => new(Os, Architecture, Variant);
}
