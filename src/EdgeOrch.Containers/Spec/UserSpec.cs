using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>Numeric identity of a process inside the container.</summary>
public sealed record UserSpec
{
    /// <summary>User id.</summary>
    public uint Uid { get; set; }

    /// <summary>Primary group id.</summary>
    public uint Gid { get; set; }

    /// <summary>File mode creation mask; null means 0022 (octal).</summary>
    public uint? Umask { get; set; }

    /// <summary>Supplementary group ids.</summary>
    public IReadOnlyList<uint> AdditionalGids { get; set; } = [];

    /// <summary>Fields of the document that this runtime does not know; <see cref="SpecValidator"/> refuses each by name.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unsupported { get; set; }
}
