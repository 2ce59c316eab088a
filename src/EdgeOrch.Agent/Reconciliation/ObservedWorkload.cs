using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Workloads;

namespace EdgeOrch.Agent.Reconciliation;

/// <summary>What planning needs to know of a container at the supervisor.</summary>
/// <param name="Fingerprint">The wish that it was launched for; null when it was not this agent's kind that launched it.</param>
/// <param name="Phase">Where it is in its life.</param>
/// <param name="Stopped">Whether it was stopped to be started again.</param>
internal sealed record ObservedWorkload(string? Fingerprint, ContainerPhase Phase, bool Stopped = false)
{
    /// <summary>Reads a record.</summary>
    public static ObservedWorkload Of(ContainerRecord record) => new(LaunchMetadata.Read(record)?.Fingerprint, record.Phase, record.Stopped == true);
}
