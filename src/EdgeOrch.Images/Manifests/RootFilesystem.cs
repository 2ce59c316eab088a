using System.Text.Json.Serialization;
using EdgeOrch.Contracts;

namespace EdgeOrch.Images.Manifests;

/// <summary>An image's layers by the digests of their uncompressed tars.</summary>
public sealed record RootFilesystem
{
    /// <summary>Always <c>layers</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The diff_ids, bottom first.</summary>
    [JsonPropertyName("diff_ids")]
    public required IReadOnlyList<Digest> DiffIds { get; init; }
}
