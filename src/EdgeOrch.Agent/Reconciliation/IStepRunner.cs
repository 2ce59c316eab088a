using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Agent.Reconciliation;

/// <summary>Does steps.</summary>
internal interface IStepRunner
{
    /// <summary>Whether an image is complete on the device.</summary>
    bool HasImage(Digest image);

    /// <summary>Does a step; each may be done again after a failure.</summary>
    /// <returns>What the supervisor has afterwards; null where the step does not change that, or nothing is left.</returns>
    Task<ContainerRecord?> RunAsync(Step step, Action<PullReport> pulling, CancellationToken cancellation);
}
