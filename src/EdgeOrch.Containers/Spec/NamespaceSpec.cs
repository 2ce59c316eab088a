using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>One new namespace.</summary>
public sealed record NamespaceSpec
{
    /// <summary><c>mount</c>, <c>pid</c>, <c>uts</c>, <c>ipc</c>, <c>cgroup</c> or <c>network</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary>An existing namespace to join: supported for <c>network</c> only; null makes a new one.</summary>
    public string? Path { get; set; }

    /// <summary>Fields of the document that this runtime does not know; <see cref="SpecValidator"/> refuses each by name.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unsupported { get; set; }
}
