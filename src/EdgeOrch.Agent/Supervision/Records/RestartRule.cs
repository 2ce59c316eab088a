using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Supervision.Records;

/// <summary>When a container that ended is started again, and how long that waits.</summary>
/// <param name="Policy">When it is started again.</param>
/// <param name="InitialBackoff">The wait before the first restart; doubled at each further one; more than 0.</param>
/// <param name="MaxBackoff">The longest wait, at most a day. A run longer than this sets the wait back to the initial one.</param>
internal sealed record RestartRule(
    RestartPolicy Policy,
    TimeSpan InitialBackoff,
    TimeSpan MaxBackoff)
{
    /// <summary>Always; 1 s to 5 min.</summary>
    public static RestartRule Default { get; } = new(RestartPolicy.Always, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    /// <summary>The wait before a restart.</summary>
    /// <param name="failures">Restarts in a row before this one, 0 or more.</param>
    public TimeSpan Backoff(int failures)
    {
        // 2^40 times any wait is beyond every maximum, and still far from overflowing a double.
        var wait = InitialBackoff.TotalSeconds * Math.Pow(2, Math.Min(failures, 40));
        return wait < MaxBackoff.TotalSeconds ? TimeSpan.FromSeconds(wait) : MaxBackoff;
    }

    /// <summary>Whether a container that ended in this way is started again.</summary>
    public bool Restarts(ContainerExit exit) => Policy switch
    {
        RestartPolicy.Always => true,
        RestartPolicy.OnFailure => !exit.Succeeded,
        _ => false,
    };
}
