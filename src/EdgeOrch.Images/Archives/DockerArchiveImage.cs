using System.Text.Json.Serialization;

namespace EdgeOrch.Images.Archives;

/// <summary>One entry of a <c>docker save</c> archive's <c>manifest.json</c>.</summary>
public sealed record DockerArchiveImage
{
    /// <summary>The configuration's file in the archive.</summary>
    [JsonPropertyName("Config")]
    public required string Config { get; init; }

    /// <summary>Names with tags; null when it has none.</summary>
    [JsonPropertyName("RepoTags")]
    public IReadOnlyList<string>? RepoTags { get; init; }

    /// <summary>The layers' files in the archive, bottom first.</summary>
    [JsonPropertyName("Layers")]
    public required IReadOnlyList<string> Layers { get; init; }
}
