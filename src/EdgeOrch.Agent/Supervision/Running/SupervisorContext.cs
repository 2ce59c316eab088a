using EdgeOrch.Agent.Supervision.Logs;
using EdgeOrch.Agent.Supervision.Networking;
using EdgeOrch.Agent.Supervision.Records;
using Microsoft.Extensions.Logging;

namespace EdgeOrch.Agent.Supervision.Running;

/// <summary>What all supervised containers share.</summary>
/// <param name="Options">Folders and bounds.</param>
/// <param name="Pump">Reads their output.</param>
/// <param name="Bridge">Their network.</param>
/// <param name="Time">Every wait and time stamp.</param>
/// <param name="Log">For the operator.</param>
/// <param name="BootId">The kernel's boot id: a record of another one speaks of processes that cannot live.</param>
/// <param name="Changed">Told of every new record; null for a removed container.</param>
internal sealed record SupervisorContext(
    SupervisorOptions Options,
    DescriptorPump Pump,
    DeviceBridge Bridge,
    TimeProvider Time,
    ILogger Log,
    string BootId,
    Action<string, ContainerRecord?> Changed)
{
    /// <summary>Cancelled when this process is about to become another program: what waits is left to that one, and nothing begins any more.</summary>
    public CancellationToken Leaving { get; init; }

    /// <summary>A moment to come, as a timestamp of <see cref="Time"/>.</summary>
    public long In(TimeSpan wait) => Time.GetTimestamp() + (long)(wait.TotalSeconds * Time.TimestampFrequency);

    /// <summary>How long until a timestamp; zero when it is over.</summary>
    public TimeSpan Until(long timestamp)
    {
        var left = Time.GetElapsedTime(Time.GetTimestamp(), timestamp);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }
}
