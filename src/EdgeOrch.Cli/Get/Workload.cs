using EdgeOrch.Cli.Output;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Cli.Get;

/// <summary>Says in a word or a line how a workload is.</summary>
internal static class Workload
{
    /// <summary>Its phase; nobody knows that of a device that is not connected.</summary>
    public static string Phase(WorkloadView workload, LinkState link) => link == LinkState.Offline ? "unreachable" : Phase(workload.Reported);

    public static string Health(WorkloadView workload, LinkState link) => link == LinkState.Offline ? "unknown" : Health(workload.Reported);

    public static string Health(ReportedWorkload? reported) => reported?.Health switch
    {
        HealthStatus.Starting => "starting",
        HealthStatus.Healthy => "healthy",
        HealthStatus.Unhealthy => "unhealthy",
        HealthStatus.None => "none",
        _ => "unknown",
    };

    public static string Phase(ReportedWorkload? reported) => reported?.Phase switch
    {
        WorkloadPhase.Pulling => "pulling",
        WorkloadPhase.Starting => "starting",
        WorkloadPhase.Running => "running",
        WorkloadPhase.BackingOff => "backing-off",
        WorkloadPhase.Stopping => "stopping",
        WorkloadPhase.Exited => "exited",
        WorkloadPhase.Failed => "failed",
        _ => "pending",
    };

    /// <summary>The one cause of not being as wished; empty when all is well.</summary>
    public static string Why(WorkloadView workload, LinkState link)
    {
        if (workload.Blocked is { } blocked) return $"{blocked.Reason}: {blocked.Message}";
        if (link == LinkState.Offline) return $"device is offline; last reported {Phase(workload.Reported)}";
        if (workload.Reported?.Why is { } why) return $"{why.Reason}: {why.Message}";
        return workload.Reported is null ? "not reported yet" : "";
    }

    /// <summary><c>180 KiB of 12 MiB</c>: what was received, of what the full image weighs.</summary>
    public static string Pulled(PullReport? pull) => pull is null ? "" : $"{Words.Bytes(pull.ReceivedBytes)} of {Words.Bytes(pull.FullBytes)}";
}
