namespace EdgeOrch.ControlPlane.Deltas;

/// <summary>How deltas are made.</summary>
internal sealed class DeltaOptions
{
    /// <summary>Folder for layers being compared, emptied at start. Default <c>/var/lib/edgeorch/deltas</c>.</summary>
    public string WorkDirectory { get; set; } = "/var/lib/edgeorch/deltas";

    /// <summary>Bytes that all jobs together may have in <see cref="WorkDirectory"/>; each needs its layers uncompressed. A job that would need more is given up, and its layer sent whole. Default 16 GiB; 1 MiB to 1 PiB.</summary>
    public long WorkBytes { get; set; } = 16L * 1024 * 1024 * 1024;

    /// <summary>Jobs at a time; each takes in memory some ten times the largest changed file, which has at most 64 MiB, and the largest file of the layer. Default 2; 1 to 64.</summary>
    public int ParallelJobs { get; set; } = 2;

    /// <summary>Layers that one delta may copy from. Default 3; 1 to 16.</summary>
    public int MaxBases { get; set; } = 3;

    /// <summary>A delta is used only when smaller than this share of the full blob. Default 0.7; 0.01 to 1.</summary>
    public double LargestShare { get; set; } = 0.7;

    /// <summary>Layers below this size, as pushed, are always sent whole. Default 4 KiB; 0 to 1 TiB.</summary>
    public long SmallestLayerBytes { get; set; } = 4096;
}
