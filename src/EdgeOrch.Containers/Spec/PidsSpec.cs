using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>Limit on tasks.</summary>
public sealed record PidsSpec
{
    /// <summary>Most tasks (processes and threads); -1 or 0 means unlimited.</summary>
    public long Limit { get; set; }

    /// <summary>Fields of the document that this runtime does not know; <see cref="SpecValidator"/> refuses each by name.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unsupported { get; set; }
}
