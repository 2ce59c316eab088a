using EdgeOrch.Contracts;

namespace EdgeOrch.Agent.Reconciliation;

/// <summary>Told what happens in the loops. Calls must be quick and must not throw.</summary>
internal interface IWorkloadObserver
{
    /// <summary>Something about a workload changed.</summary>
    void Changed(WorkloadStatus status);

    /// <summary>A step failed for another cause than before.</summary>
    void Failed(WorkloadId id, Failure failure, Exception exception);
}
