using EdgeOrch.Contracts;

namespace EdgeOrch.Agent.Images;

/// <summary>The stored record of an image, written when all of it is here.</summary>
internal sealed record ImageRecord
{
    /// <summary>The name it was pulled by.</summary>
    public required string Reference { get; init; }

    /// <summary>Its manifest.</summary>
    public required Digest Manifest { get; init; }

    /// <summary>Its configuration.</summary>
    public required Digest Config { get; init; }

    /// <summary>Its layers, bottom first.</summary>
    public required IReadOnlyList<Digest> DiffIds { get; init; }

    /// <summary>When the last part arrived.</summary>
    public required DateTimeOffset CompleteAt { get; init; }
}
