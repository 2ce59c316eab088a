using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>Numeric identity of a process inside the container.</summary>
public sealed record UserSpec
{
    /// <summary>User id.</summary>
    public uint Uid { get; init; }

    /// <summary>Primary group id.</summary>
    public uint Gid { get; init; }

    /// <summary>File mode creation mask; null means 0022 (octal).</summary>
    public uint? Umask { get; init; }

    /// <summary>Supplementary group ids.</summary>
    public IReadOnlyList<uint> AdditionalGids { get; init; } = [];

    /// <summary>Fields of the document that this runtime does not know; <see cref="SpecValidator"/> refuses each by name.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unsupported { get; set; }
}
