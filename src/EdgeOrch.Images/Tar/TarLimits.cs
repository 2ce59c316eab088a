namespace EdgeOrch.Images.Tar;

/// <summary>What a <see cref="TarReader"/> accepts at most.</summary>
public sealed record TarLimits
{
    /// <summary>The limits for layers.</summary>
    public static TarLimits Default { get; } = new();

    /// <summary>Entries.</summary>
    public int Entries { get; init; } = 500_000;

    /// <summary>A path or link target, in bytes. Linux's PATH_MAX.</summary>
    public int PathBytes { get; init; } = 4096;

    /// <summary>An extended header, in bytes.</summary>
    public int ExtendedHeaderBytes { get; init; } = 1024 * 1024;

    /// <summary>One file, in bytes.</summary>
    public long FileBytes { get; init; } = 8L << 30;
}
