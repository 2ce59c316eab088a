namespace EdgeOrch.ControlPlane.Deltas;

/// <summary>How deltas are made.</summary>
internal sealed class DeltaOptions
{
    /// <summary>Folder for layers being compared, emptied at start. Default <c>/var/lib/edgeorch/deltas</c>; needs the uncompressed size of a few layers for each job.</summary>
    public string WorkDirectory { get; set; } = "/var/lib/edgeorch/deltas";

    /// <summary>Jobs at a time; each takes up to twice the largest changed file in memory. Default 2.</summary>
    public int ParallelJobs { get; set; } = 2;

    /// <summary>Layers that one delta may copy from. Default 3.</summary>
    public int MaxBases { get; set; } = 3;

    /// <summary>A delta is used only when smaller than this share of the full blob. Default 0.7.</summary>
    public double LargestShare { get; set; } = 0.7;

    /// <summary>Layers below this size, as pushed, are always sent whole. Default 4 KiB.</summary>
    public long SmallestLayerBytes { get; set; } = 4096;
}
