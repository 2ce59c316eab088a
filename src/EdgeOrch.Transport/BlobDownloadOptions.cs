namespace EdgeOrch.Transport;

/// <summary>How much of a blob is under way at a time.</summary>
public sealed record BlobDownloadOptions
{
    /// <summary>Bytes of one request. Default 256 KiB, at most 4 MiB.</summary>
    public int RequestBytes { get; init; } = 256 * 1024;

    /// <summary>Requests outstanding at a time. Default 2; times <see cref="RequestBytes"/> it is the window.</summary>
    public int Outstanding { get; init; } = 2;

    /// <summary>Largest chunk. Default 32 KiB, 1 KiB to <see cref="Contracts.Limits.ChunkBytes"/>.</summary>
    public int ChunkBytes { get; init; } = 32 * 1024;

    /// <summary>How long one request may take. Default 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The wait after a failure. Default 1 s.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The most bytes in memory.</summary>
    public int Window => RequestBytes * Outstanding;
}
