using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeOrch.Images.Manifests;

/// <summary>How an image wants to be run: the <c>config</c> object of OCI image-spec config.md. Null always means: not said.</summary>
public sealed record ProcessConfig
{
    /// <summary>User and group as <c>user[:group]</c>, names or numbers.</summary>
    [JsonPropertyName("User")]
    public string? User { get; init; }

    /// <summary>Environment, each <c>NAME=value</c>.</summary>
    [JsonPropertyName("Env")]
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>The command's beginning.</summary>
    [JsonPropertyName("Entrypoint")]
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>The command's default arguments.</summary>
    [JsonPropertyName("Cmd")]
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>Working directory.</summary>
    [JsonPropertyName("WorkingDir")]
    public string? WorkingDir { get; init; }

    /// <summary>The signal that asks it to end.</summary>
    [JsonPropertyName("StopSignal")]
    public string? StopSignal { get; init; }

    /// <summary>Ports, the keys being <c>port/protocol</c>.</summary>
    [JsonPropertyName("ExposedPorts")]
    public IReadOnlyDictionary<string, JsonElement>? ExposedPorts { get; init; }

    /// <summary>Volumes, the keys being paths.</summary>
    [JsonPropertyName("Volumes")]
    public IReadOnlyDictionary<string, JsonElement>? Volumes { get; init; }

    /// <summary>Labels.</summary>
    [JsonPropertyName("Labels")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
