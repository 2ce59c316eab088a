namespace EdgeOrch.Containers.Seccomp;

/// <summary>What a filter returns to the kernel (<c>SECCOMP_RET_*</c> of linux/seccomp.h).</summary>
internal static class SeccompAction
{
    public const uint KillProcess = 0x8000_0000;
    public const uint Allow = 0x7FFF_0000;
    private const uint KillThread = 0;
    private const uint Trap = 0x0003_0000;
    private const uint Error = 0x0005_0000;
    private const uint Trace = 0x7FF0_0000;
    private const uint Notify = 0x7FC0_0000;
    private const uint Log = 0x7FFC_0000;
    private const uint DataMask = 0xFFFF;

    /// <summary>The names that <see cref="Of"/> takes, for messages.</summary>
    public const string Names = "SCMP_ACT_ALLOW, ERRNO, KILL, KILL_THREAD, KILL_PROCESS, TRAP, TRACE, LOG or NOTIFY";

    /// <summary>The same, in full.</summary>
    public static IReadOnlyList<string> AllNames { get; } =
    [
        "SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_TRAP", "SCMP_ACT_TRACE",
        "SCMP_ACT_LOG", NotifyName,
    ];

    /// <summary>The action that asks a listener.</summary>
    public const string NotifyName = "SCMP_ACT_NOTIFY";

    /// <summary>An error number as a filter returns it.</summary>
    public static uint Errno(uint number) => Error | (number & DataMask);

    /// <summary>The value of an action by its name in config.json, or null when this runtime has no such action.</summary>
    /// <param name="name">Such as <c>SCMP_ACT_ERRNO</c>.</param>
    /// <param name="data">The error number or the tracer's message; null means EPERM.</param>
    public static uint? Of(string name, uint? data) => name switch
    {
        "SCMP_ACT_ALLOW" => Allow,
        "SCMP_ACT_ERRNO" => Errno(data ?? Kernel.Errno.NotPermitted),
        "SCMP_ACT_KILL" or "SCMP_ACT_KILL_THREAD" => KillThread,
        "SCMP_ACT_KILL_PROCESS" => KillProcess,
        "SCMP_ACT_TRAP" => Trap,
        "SCMP_ACT_TRACE" => Trace | ((data ?? Kernel.Errno.NotPermitted) & DataMask),
        "SCMP_ACT_LOG" => Log,
        NotifyName => Notify,
        _ => null,
    };
}
