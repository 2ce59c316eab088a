using EdgeOrch.Images.Tar;

namespace EdgeOrch.Images.Layers;

/// <summary>What unpacking a layer accepts at most.</summary>
public sealed record LayerLimits
{
    /// <summary>The limits for devices.</summary>
    public static LayerLimits Default { get; } = new();

    /// <summary>The limits of the archive itself.</summary>
    public TarLimits Tar { get; init; } = TarLimits.Default;

    /// <summary>The uncompressed archive, in bytes.</summary>
    public long TotalBytes { get; init; } = 16L << 30;

    /// <summary>Uncompressed bytes for each compressed byte, once <see cref="RatioFreeBytes"/> are exceeded.</summary>
    public int Ratio { get; init; } = 250;

    /// <summary>Uncompressed bytes for which the ratio does not matter: small layers of zeroes are harmless.</summary>
    public long RatioFreeBytes { get; init; } = 64L << 20;

    /// <summary>Folders within folders.</summary>
    public int Depth { get; init; } = 128;

    /// <summary>Bytes of extended attributes on one entry.</summary>
    public int XattrBytes { get; init; } = 64 * 1024;

    /// <summary>Whether device nodes other than whiteouts are made; default no.</summary>
    public bool AllowDeviceNodes { get; init; }
}
