using System.Globalization;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>Priorities and processors in the kernel's own numbers (ioprio_set(2), sched_setattr(2), sched_setaffinity(2)).</summary>
internal static unsafe class Scheduling
{
    /// <summary>IOPRIO_WHO_PROCESS.</summary>
    public const int OfProcess = 1;

    /// <summary>The highest number of a processor in a list.</summary>
    public const int LastProcessor = 8191;

    private const int ClassShift = 13;
    private const int AttributeBytes = 48;

    private static readonly string[] s_classes = ["IOPRIO_CLASS_NONE", "IOPRIO_CLASS_RT", "IOPRIO_CLASS_BE", "IOPRIO_CLASS_IDLE"];
    private static readonly string[] s_policies = ["SCHED_OTHER", "SCHED_FIFO", "SCHED_RR", "SCHED_BATCH", "SCHED_ISO", "SCHED_IDLE", "SCHED_DEADLINE"];

    private static readonly string[] s_flags =
    [
        "SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_RECLAIM", "SCHED_FLAG_DL_OVERRUN", "SCHED_FLAG_KEEP_POLICY", "SCHED_FLAG_KEEP_PARAMS",
        "SCHED_FLAG_UTIL_CLAMP_MIN", "SCHED_FLAG_UTIL_CLAMP_MAX",
    ];

    /// <summary>What is wrong with a priority; null when nothing is.</summary>
    public static string? Problem(IoPrioritySpec priority) =>
        Array.IndexOf(s_classes, priority.Class) < 1 ? $"class \"{priority.Class}\" is not one of {string.Join(", ", s_classes[1..])}"
        : priority.Priority is < 0 or > 7 ? $"priority {priority.Priority} is not within 0 to 7" : null;

    /// <summary>What is wrong with a scheduler; null when nothing is.</summary>
    public static string? Problem(SchedulerSpec scheduler) =>
        Array.IndexOf(s_policies, scheduler.Policy) < 0 ? $"policy \"{scheduler.Policy}\" is not one of {string.Join(", ", s_policies)}"
        : scheduler.Nice is < -20 or > 19 ? $"nice {scheduler.Nice} is not within -20 to 19"
        : scheduler.Priority is < 0 or > 99 ? $"priority {scheduler.Priority} is not within 0 to 99"
        : scheduler.Priority is > 0 && scheduler.Policy is not ("SCHED_FIFO" or "SCHED_RR") ? $"priority is for SCHED_FIFO and SCHED_RR, not {scheduler.Policy}"
        : (scheduler.Runtime ?? scheduler.Deadline ?? scheduler.Period) is > 0 && scheduler.Policy != "SCHED_DEADLINE" ? $"runtime, deadline and period are for SCHED_DEADLINE, not {scheduler.Policy}"
        : scheduler.Flags?.FirstOrDefault(flag => !s_flags.Contains(flag)) is { } flag ? $"flag \"{flag}\" is not one of {string.Join(", ", s_flags)}" : null;

    /// <summary>The number of a priority at the disk.</summary>
    public static nint Number(IoPrioritySpec priority) => Array.IndexOf(s_classes, priority.Class) << ClassShift | priority.Priority;

    /// <summary>A struct sched_attr.</summary>
    public static nint Attributes(SyscallProgram program, SchedulerSpec scheduler)
    {
        // size, policy, flags (8 bytes), nice, priority, then runtime, deadline, period (8 bytes each).
        var attributes = (uint*)program.Bytes(AttributeBytes);
        (attributes[0], attributes[1]) = (AttributeBytes, (uint)Array.IndexOf(s_policies, scheduler.Policy));
        ((ulong*)attributes)[1] = (scheduler.Flags ?? []).Aggregate(0UL, (all, flag) => all | 1UL << Array.IndexOf(s_flags, flag));
        (attributes[4], attributes[5]) = ((uint)(scheduler.Nice ?? 0), (uint)(scheduler.Priority ?? 0));
        var times = (ulong*)attributes + 3;
        (times[0], times[1], times[2]) = (scheduler.Runtime ?? 0, scheduler.Deadline ?? 0, scheduler.Period ?? 0);
        return (nint)attributes;
    }

    /// <summary>The processors of a list such as <c>0-2,7</c>; null when it is none.</summary>
    public static IReadOnlyList<int>? Processors(string list)
    {
        var processors = new List<int>();
        foreach (var part in list.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)) return null;
            if (!int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) || last < first || last > LastProcessor) return null;
            processors.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return processors;
    }

    /// <summary>A cpu_set_t of a list, and its length in bytes.</summary>
    public static (nint Mask, int Bytes) Mask(SyscallProgram program, string list)
    {
        var length = (LastProcessor + 1) / 8;
        var mask = (byte*)program.Bytes(length);
        foreach (var processor in Processors(list)!) mask[processor / 8] |= (byte)(1 << processor % 8);
        return ((nint)mask, length);
    }
}
