namespace EdgeOrch.ControlPlane.Registry;

/// <summary>Bounds of the registry.</summary>
internal sealed record RegistryOptions
{
    /// <summary>Folder of the blobs and of unfinished uploads.</summary>
    public required string Folder { get; init; }

    /// <summary>Largest blob, in bytes. Default 8 GiB.</summary>
    public long MaxBlobBytes { get; init; } = 8L * 1024 * 1024 * 1024;

    /// <summary>How long a blob that nothing refers to, or an upload that nobody continues, is kept. Default 1 h, so that a push in progress loses nothing.</summary>
    public TimeSpan GraceAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Time between two garbage collections. Default 6 h.</summary>
    public TimeSpan CollectEvery { get; init; } = TimeSpan.FromHours(6);
}
