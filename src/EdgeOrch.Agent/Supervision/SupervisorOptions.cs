using System.Net;

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

    /// <summary>Interface of the bridge that workloads of <c>network: bridge</c> are on; 1 to 15 of <c>A-Z a-z 0-9 - _ .</c>.</summary>
    public string Bridge { get; init; } = "edgeorch0";

    /// <summary>Its IPv4 network, of a prefix of 16 to 29 bits; null keeps the earlier one, or takes one that the device has no route to.</summary>
    public IPNetwork? BridgeSubnet { get; init; }

    /// <summary>Its largest packet in bytes, 1,280 to 65,535; null takes that of the default route's interface.</summary>
    public int? BridgeMtu { get; init; }

    /// <summary>Name servers of its workloads; none: the device's own.</summary>
    public IReadOnlyList<IPAddress> BridgeDns { get; init; } = [];
}
