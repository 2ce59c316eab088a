namespace EdgeOrch.Containers.Spec;

/// <summary>Processors of an exec's process, as lists such as <c>0-2,7</c>.</summary>
public sealed record CpuAffinitySpec
{
    /// <summary>Until it is in the container's cgroup; the runtime's part is so short that it counts as <see cref="Final"/>'s.</summary>
    public string? Initial { get; set; }

    /// <summary>From then on.</summary>
    public string? Final { get; set; }
}
