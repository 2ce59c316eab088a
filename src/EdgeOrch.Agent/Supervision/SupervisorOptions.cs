namespace EdgeOrch.Agent.Supervision;

/// <summary>Settings of <c>edgeorchd supervise</c>.</summary>
internal sealed record SupervisorOptions
{
    /// <summary>Folder of launches, records and logs.</summary>
    public string StateDirectory { get; init; } = "/var/lib/edgeorchd/supervisor";

    /// <summary>Where it listens; mode 0600, root only.</summary>
    public string SocketPath { get; init; } = "/run/edgeorch/supervisor.sock";

    /// <summary>Parent of all cgroups, below each hierarchy.</summary>
    public string CgroupParent { get; init; } = "edgeorch";

    /// <summary>Size at which a container's log is rotated, 4 KiB to 1 GiB; default 1 MiB.</summary>
    public long LogFileBytes { get; init; } = 1024 * 1024;

    /// <summary>Log files kept per container, the current one included, 1 to 100; default 3.</summary>
    public int LogFiles { get; init; } = 3;
}
