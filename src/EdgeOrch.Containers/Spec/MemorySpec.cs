using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>Memory limits, in bytes.</summary>
public sealed record MemorySpec
{
    /// <summary>Most memory the container may use; null or -1 means unlimited.</summary>
    public long? Limit { get; set; }

    /// <summary>Memory plus swap; null means the same as <see cref="Limit"/> (no swap), -1 unlimited.</summary>
    public long? Swap { get; set; }

    /// <summary>Soft limit.</summary>
    public long? Reservation { get; set; }

    /// <summary>Fields of the document that this runtime does not know; <see cref="SpecValidator"/> refuses each by name.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unsupported { get; set; }
}
