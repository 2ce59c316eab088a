using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>The root filesystem of a container.</summary>
public sealed record RootSpec
{
    /// <summary>Folder of the root filesystem; relative to the bundle in a document, absolute when it reaches the runtime.</summary>
    public string Path { get; set; } = "rootfs";

    /// <summary>True mounts the root read-only once all mount points exist.</summary>
    public bool Readonly { get; set; }

    /// <summary>Fields of the document that this runtime does not know; <see cref="SpecValidator"/> refuses each by name.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unsupported { get; set; }
}
