namespace EdgeOrch.Contracts;

/// <summary>The largest inputs that either side accepts. Whatever is larger is refused before it is parsed.</summary>
public static class Limits
{
    /// <summary>One manifest text, which may hold several documents, in bytes.</summary>
    public const int ManifestBytes = 1024 * 1024;

    /// <summary>Containers in one deployment.</summary>
    public const int ContainersPerDeployment = 32;

    /// <summary>Workloads in one device's desired state.</summary>
    public const int WorkloadsPerDevice = 128;

    /// <summary>Any JSON payload on MQTT, in bytes.</summary>
    public const int MessageBytes = 512 * 1024;

    /// <summary>One MQTT packet, in bytes: the largest payload with room for its topic and properties.</summary>
    public const int PacketBytes = MessageBytes + (16 * 1024);

    /// <summary>One chunk of a blob on MQTT, in bytes, its header apart.</summary>
    public const int ChunkBytes = 64 * 1024;

    /// <summary>Events in one batch.</summary>
    public const int EventsPerBatch = 100;

    /// <summary>One event's message, in characters; longer ones are cut by the sender.</summary>
    public const int EventMessageLength = 1024;

    /// <summary>Labels on one device or deployment.</summary>
    public const int Labels = 64;

    /// <summary>An OCI manifest, index or config, in bytes (OCI distribution-spec v1.1, "Pushing Manifests").</summary>
    public const int ImageManifestBytes = 4 * 1024 * 1024;

    /// <summary>The command of a health check with a NUL behind each text, or its HTTP path; in bytes of UTF-8.</summary>
    /// <remarks>The agent notes the check with the running container in 16 KiB of JSON, which may take six bytes for one.</remarks>
    public const int HealthCheckBytes = 2 * 1024;

    /// <summary>The longest time between two health checks, and the longest start period.</summary>
    public static readonly TimeSpan HealthCheckInterval = TimeSpan.FromDays(1);

    /// <summary>The longest time for one health check.</summary>
    public static readonly TimeSpan HealthCheckTimeout = TimeSpan.FromHours(1);

    /// <summary>The longest wait before a restart.</summary>
    public static readonly TimeSpan RestartBackoff = TimeSpan.FromDays(1);

    /// <summary>The longest time between stop signal and SIGKILL.</summary>
    public static readonly TimeSpan StopGracePeriod = TimeSpan.FromHours(1);
}
