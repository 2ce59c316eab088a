namespace EdgeOrch.ControlPlane.Registry;

/// <summary>Bounds of the registry.</summary>
internal sealed class RegistryOptions
{
    /// <summary>Folder of the blobs and of unfinished uploads. Default <c>/var/lib/edgeorch/registry</c>.</summary>
    public string Folder { get; set; } = "/var/lib/edgeorch/registry";

    /// <summary>Largest blob, in bytes. Default 8 GiB; 1 MiB to 1 PiB.</summary>
    public long MaxBlobBytes { get; set; } = 8L * 1024 * 1024 * 1024;

    /// <summary>How long a blob that nothing refers to, or an upload that nobody continues, is kept. Default 1 h, so that a push in progress loses nothing; 1 min to 365 d.</summary>
    public TimeSpan GraceAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Time between two garbage collections. Default 6 h; 1 min to 365 d.</summary>
    public TimeSpan CollectEvery { get; set; } = TimeSpan.FromHours(6);
}
