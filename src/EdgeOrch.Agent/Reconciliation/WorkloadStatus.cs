using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Agent.Reconciliation;

/// <summary>All that is known of one workload at one moment.</summary>
internal sealed record WorkloadStatus
{
    /// <summary>The workload.</summary>
    public required WorkloadId Id { get; init; }

    /// <summary>The wish; null: it is to go.</summary>
    public DesiredWorkload? Desired { get; init; }

    /// <summary>What the supervisor says; null: it has none.</summary>
    public ContainerRecord? Record { get; init; }

    /// <summary>The step that is being done; null: none.</summary>
    public Step? Doing { get; init; }

    /// <summary>What the next step waits for at other workloads; null: nothing.</summary>
    public string? Held { get; init; }

    /// <summary>Since when it has waited.</summary>
    public DateTimeOffset HeldSince { get; init; }

    /// <summary>Why the last step failed; null: it did not.</summary>
    public Failure? Failure { get; init; }

    /// <summary>Since when <see cref="Failure"/> has had its reason.</summary>
    public DateTimeOffset FailedSince { get; init; }

    /// <summary>What the last pull cost; null: this agent pulled nothing for it.</summary>
    public PullReport? Pull { get; init; }
}
