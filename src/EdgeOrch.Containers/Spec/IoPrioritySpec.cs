namespace EdgeOrch.Containers.Spec;

/// <summary>The priority of a process at the disk (ioprio_set(2)).</summary>
public sealed record IoPrioritySpec
{
    /// <summary><c>IOPRIO_CLASS_RT</c>, <c>IOPRIO_CLASS_BE</c> or <c>IOPRIO_CLASS_IDLE</c>.</summary>
    public string Class { get; set; } = "";

    /// <summary>0 (first) to 7 (last) within the class.</summary>
    public int Priority { get; set; }
}
