using EdgeOrch.Containers.Rootfs;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Agent.Supervision.Records;

/// <summary>All that the supervisor needs to run one container, again and again, with no agent and no network.</summary>
/// <remarks>Members with a default have setters: a generated reader hands null or zero to an init that an older file leaves out.</remarks>
internal sealed record ContainerLaunch
{
    /// <summary>The workload's id as one path segment (<see cref="Contracts.WorkloadId.FileName"/>).</summary>
    public required string Id { get; init; }

    /// <summary>The deployment's revision that this is.</summary>
    public required long Revision { get; init; }

    /// <summary>What to run. The supervisor sets its cgroup path.</summary>
    public required ContainerSpec Spec { get; init; }

    /// <summary>The root filesystem. The supervisor makes the upper, work and mount folders where they are missing.</summary>
    public required RootfsSpec Rootfs { get; init; }

    /// <summary>Its place on the device's bridge; null: it has none. Its specification gives it a network namespace of its own.</summary>
    public LaunchNetwork? Network { get; init; }

    /// <summary>When it is started again after it ended.</summary>
    public RestartRule Restart { get; set; } = RestartRule.Default;

    /// <summary>The signal that asks it to stop, 1 to 64; default SIGTERM (15).</summary>
    public int StopSignal { get; set; } = 15;

    /// <summary>How long it may take to stop before it is killed, 0 to 1 hour; default 10 s.</summary>
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Ids of containers that are started before it, when several are, and stopped after it; null: none. Those that are not there do not count.</summary>
    public IReadOnlyList<string>? After { get; init; }

    /// <summary>True: no filter of system calls; null: the default one.</summary>
    public bool? Unfiltered { get; init; }

    /// <summary>Given back with every record and never read; at most <see cref="MaxMetadataBytes"/> of UTF-8.</summary>
    public string Metadata { get; set; } = "";

    /// <summary>The most that <see cref="Metadata"/> may hold.</summary>
    public const int MaxMetadataBytes = 16 * 1024;
}
