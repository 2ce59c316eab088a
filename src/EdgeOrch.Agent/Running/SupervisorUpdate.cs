using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Workloads;
using Microsoft.Extensions.Logging;

namespace EdgeOrch.Agent.Running;

/// <summary>
/// After an update of the program the agent is started anew, and the supervisor, the parent of all containers, is not: the agent asks
/// it to become what its file holds now. The supervisor itself knows whether that is anything new.
/// </summary>
internal sealed partial class SupervisorUpdate(ISupervisor supervisor, DeviceConditions conditions, ILogger<SupervisorUpdate> log)
{
    /// <summary>The condition that is broken while an old supervisor goes on.</summary>
    public const string Condition = "SupervisorCurrent";

    /// <summary>Asks once; to be called whenever the supervisor has become reachable. What it refuses is tried at the next time.</summary>
    public async Task AskAsync(CancellationToken cancellation)
    {
        try
        {
            var outcome = await supervisor.ReplaceAsync(force: false, cancellation);
            if (outcome.Replaced) Replaced(outcome.Version);
            conditions.Mend(Condition);
        }
        catch (SupervisorException refused) when (refused.Kind != SupervisorErrorKind.Unavailable)
        {
            Refused(refused.Message);
            conditions.Break(Condition, "supervisor-not-replaced", refused.Message);
        }
        catch (Exception gone) when (gone is SupervisorException or OperationCanceledException)
        {
            // It went away, or we do: it is asked again when it is back.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The supervisor was replaced by version {Version}; its containers went on")]
    private partial void Replaced(string version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The supervisor was not replaced: {Cause}")]
    private partial void Refused(string cause);
}
