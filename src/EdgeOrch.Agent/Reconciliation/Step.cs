using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;

namespace EdgeOrch.Agent.Reconciliation;

/// <summary>One change that brings a device nearer to its desired state.</summary>
internal abstract record Step
{
    private Step()
    {
    }

    /// <summary>Get the image; whatever runs goes on.</summary>
    internal sealed record Pull(ResolvedImage Image) : Step;

    /// <summary>Run the workload, in place of what runs under its name.</summary>
    internal sealed record Start(DesiredWorkload Workload) : Step;

    /// <summary>Stop the workload, because what it depends on is about to stop; what is kept of it stays.</summary>
    internal sealed record Stop(WorkloadId Id) : Step;

    /// <summary>Stop the workload and forget it.</summary>
    internal sealed record Remove(WorkloadId Id) : Step;
}
