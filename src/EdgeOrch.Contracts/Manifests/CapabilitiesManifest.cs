namespace EdgeOrch.Contracts.Manifests;

/// <summary>Changes to the default capability set (capabilities(7)); names with or without <c>CAP_</c>, or <c>ALL</c>.</summary>
public sealed record CapabilitiesManifest
{
    /// <summary>Added.</summary>
    public IReadOnlyList<string> Add { get; init => field = value ?? []; } = [];

    /// <summary>Dropped; applied first, so that <c>drop: [ALL]</c> with an <c>add</c> leaves what was added.</summary>
    public IReadOnlyList<string> Drop { get; init => field = value ?? []; } = [];
}
