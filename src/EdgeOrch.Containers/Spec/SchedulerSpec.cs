namespace EdgeOrch.Containers.Spec;

/// <summary>How a process shares the processors (sched_setattr(2)).</summary>
public sealed record SchedulerSpec
{
    /// <summary><c>SCHED_OTHER</c>, <c>SCHED_FIFO</c>, <c>SCHED_RR</c>, <c>SCHED_BATCH</c>, <c>SCHED_ISO</c>, <c>SCHED_IDLE</c> or <c>SCHED_DEADLINE</c>.</summary>
    public string Policy { get; set; } = "";

    /// <summary>-20 (first) to 19, for SCHED_OTHER and SCHED_BATCH.</summary>
    public int? Nice { get; set; }

    /// <summary>1 to 99, for SCHED_FIFO and SCHED_RR.</summary>
    public int? Priority { get; set; }

    /// <summary>Some of <c>SCHED_FLAG_RESET_ON_FORK</c>, <c>_RECLAIM</c>, <c>_DL_OVERRUN</c>, <c>_KEEP_POLICY</c>, <c>_KEEP_PARAMS</c>, <c>_UTIL_CLAMP_MIN</c>, <c>_UTIL_CLAMP_MAX</c>.</summary>
    public IReadOnlyList<string>? Flags { get; set; }

    /// <summary>Nanoseconds of work in each period, for SCHED_DEADLINE.</summary>
    public ulong? Runtime { get; set; }

    /// <summary>Nanoseconds until that work must be done, for SCHED_DEADLINE.</summary>
    public ulong? Deadline { get; set; }

    /// <summary>The period in nanoseconds, for SCHED_DEADLINE.</summary>
    public ulong? Period { get; set; }
}
