namespace EdgeOrch.Containers.Spec;

/// <summary>Capability sets by name, such as <c>CAP_KILL</c> (capabilities(7)).</summary>
public sealed record CapabilitySpec
{
    /// <summary>The bounding set.</summary>
    public IReadOnlyList<string> Bounding { get; set; } = [];

    /// <summary>The effective set.</summary>
    public IReadOnlyList<string> Effective { get; set; } = [];

    /// <summary>The inheritable set.</summary>
    public IReadOnlyList<string> Inheritable { get; set; } = [];

    /// <summary>The permitted set.</summary>
    public IReadOnlyList<string> Permitted { get; set; } = [];

    /// <summary>The ambient set.</summary>
    public IReadOnlyList<string> Ambient { get; set; } = [];
}
