namespace EdgeOrch.Containers;

/// <summary>How a process ended.</summary>
/// <param name="Code">Exit code 0 to 255; null when a signal ended it, or when it is not known (an adopted process).</param>
/// <param name="Signal">Number of the signal that ended it; null when it exited by itself or when it is not known.</param>
/// <param name="OomKilled">True when the kernel killed it for want of memory, or its child, of which it told by exit code 137 as shells do. When
/// nobody saw how it ended: that the kernel killed a process of its cgroup meanwhile.</param>
public sealed record ExitStatus(int? Code, int? Signal, bool OomKilled)
{
    /// <summary>An end whose manner nobody could observe, because the process was not our child.</summary>
    public static ExitStatus Unknown { get; } = new(null, null, false);

    /// <summary>The code that a shell would show: the exit code, 128 plus the signal, or 255 when neither is known.</summary>
    public int ShellCode => Code ?? (Signal is { } signal ? 128 + signal : 255);
}
