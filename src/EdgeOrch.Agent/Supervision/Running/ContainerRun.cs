using EdgeOrch.Containers;

namespace EdgeOrch.Agent.Supervision.Running;

/// <summary>One process life of a container.</summary>
/// <param name="Container">The running container.</param>
/// <param name="BeganAt">When, as a <see cref="TimeProvider"/> timestamp: the wall clock of a device jumps.</param>
internal sealed record ContainerRun(Container Container, long BeganAt)
{
    /// <summary>When it is killed, as such a timestamp; null before it was asked to stop.</summary>
    public long? StopBy { get; set; }
}
