using System.Text.Json.Serialization;

namespace EdgeOrch.Agent.Supervision.Records;

/// <summary>How and when a container's process ended.</summary>
/// <param name="Code">Exit code, 0 to 255; null when a signal ended it or nobody saw how it ended.</param>
/// <param name="Signal">Number of the signal that ended it; null otherwise.</param>
/// <param name="OomKilled">True when the kernel killed it for want of memory (<see cref="EdgeOrch.Containers.ExitStatus"/>).</param>
/// <param name="At">When the supervisor learned of it.</param>
internal sealed record ContainerExit(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Signal,
    bool OomKilled,
    DateTimeOffset At)
{
    /// <summary>True when only an exit code of 0 was seen; an end that nobody saw is no success.</summary>
    public bool Succeeded => Code == 0;

    /// <summary>As people read it, such as <c>exit code 3</c>.</summary>
    public override string ToString() => (OomKilled, Code, Signal) switch
    {
        (true, _, _) => "killed for want of memory",
        (_, { } code, _) => $"exit code {code}",
        (_, _, { } signal) => $"ended by signal {signal}",
        _ => "ended while no supervisor was its parent; the exit code is unknown",
    };
}
