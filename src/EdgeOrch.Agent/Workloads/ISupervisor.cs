using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Supervision.Replacement;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Agent.Workloads;

/// <summary>What the agent asks of the supervisor; see <see cref="Supervision.SupervisorClient"/>, which is it.</summary>
internal interface ISupervisor
{
    /// <summary>Runs a container, replacing one of the same id and another launch.</summary>
    Task<ContainerRecord> StartAsync(ContainerLaunch launch, CancellationToken cancellation);

    /// <summary>Stops a container if need be and forgets it.</summary>
    Task RemoveAsync(string id, bool keepFiles, CancellationToken cancellation);

    /// <summary>Stops a container until it is started again; what is kept of it stays.</summary>
    Task<ContainerRecord> StopAsync(string id, CancellationToken cancellation);

    /// <summary>Ends a container that is not healthy; it starts again as its policy says.</summary>
    Task<ContainerRecord> RestartAsync(string id, string reason, CancellationToken cancellation);

    /// <summary>Runs a command in a container.</summary>
    Task<ExecOutcome> ExecAsync(string id, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancellation);

    /// <summary>Lets it become the program that its file holds now.</summary>
    Task<ReplacementOutcome> ReplaceAsync(bool force, CancellationToken cancellation);

    /// <summary>What every running container uses now.</summary>
    Task<IReadOnlyList<WorkloadUsage>> UsageAsync(CancellationToken cancellation);

    /// <summary>All containers, a marker, then every change.</summary>
    IAsyncEnumerable<ContainerChange> WatchAsync(CancellationToken cancellation);
}
