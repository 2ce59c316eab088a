namespace EdgeOrch.Contracts.Reported;

/// <summary>One workload as the device observes it.</summary>
public sealed record ReportedWorkload
{
    /// <summary>The workload.</summary>
    public required WorkloadId Id { get; init; }

    /// <summary>The revision that runs, or last ran; 0 when none did yet.</summary>
    public required int Revision { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required WorkloadPhase Phase { get; init; }

    /// <summary>Its health.</summary>
    public HealthStatus Health { get; init; }

    /// <summary>The image manifest that runs; null before the first start.</summary>
    public Digest? Image { get; init; }

    /// <summary>Process id on the device while it runs.</summary>
    public int? Pid { get; init; }

    /// <summary>When it was last started, by the device's clock.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How often it was started again since this revision first started.</summary>
    public int Restarts { get; init; }

    /// <summary>How it last ended; null when it never did or when that cannot be known.</summary>
    public int? LastExitCode { get; init; }

    /// <summary>Whether the kernel killed it for memory when it last ended.</summary>
    public bool OomKilled { get; init; }

    /// <summary>The one cause of this phase where it is not what is wished; null when all is well.</summary>
    public Condition? Why { get; init; }

    /// <summary>What the last pull cost; null when this agent pulled nothing for it.</summary>
    public PullReport? Pull { get; init; }

    /// <summary>Whether this revision runs and is not known to be unwell, or ended well: what ended so and is not started again is as its manifest wishes.</summary>
    public bool IsReady(int revision) => Revision == revision && Phase switch
    {
        WorkloadPhase.Running => Health is HealthStatus.None or HealthStatus.Healthy,
        WorkloadPhase.Exited => LastExitCode == 0,
        _ => false,
    };
}
