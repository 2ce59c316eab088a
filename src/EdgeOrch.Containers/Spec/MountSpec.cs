namespace EdgeOrch.Containers.Spec;

/// <summary>One mount inside the container.</summary>
public sealed record MountSpec
{
    /// <summary>Path inside the container, from its root; created if it is missing, and links on the way lead nowhere else.</summary>
    public string Destination { get; set; } = "";

    /// <summary>File system type; null or <c>bind</c> with option bind or rbind for a bind mount.</summary>
    public string? Type { get; set; }

    /// <summary>Device or, for a bind mount, absolute path on the host.</summary>
    public string? Source { get; set; }

    /// <summary>Options as of mount(8), such as <c>ro</c>, <c>nosuid</c>, <c>size=64k</c>.</summary>
    public IReadOnlyList<string> Options { get; set; } = [];

    /// <summary>User ids of a bind mount: as they are on disk, to what they look like; null leaves them, or takes the container's with option idmap.</summary>
    public IReadOnlyList<IdMappingSpec>? UidMappings { get; set; }

    /// <summary>Group ids of a bind mount, the same way.</summary>
    public IReadOnlyList<IdMappingSpec>? GidMappings { get; set; }
}
