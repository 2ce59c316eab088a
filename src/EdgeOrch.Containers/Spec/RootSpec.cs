namespace EdgeOrch.Containers.Spec;

/// <summary>The root filesystem of a container.</summary>
public sealed record RootSpec
{
    /// <summary>Folder of the root filesystem; relative to the bundle in a document, absolute when it reaches the runtime.</summary>
    public string Path { get; set; } = "rootfs";

    /// <summary>True mounts the root read-only once all mount points exist.</summary>
    public bool Readonly { get; set; }
}
