using Microsoft.Extensions.Logging;

namespace EdgeOrch.Agent.Supervision;

/// <summary>What the supervisor tells its operator.</summary>
internal static partial class SupervisorLog
{
    [LoggerMessage(1, LogLevel.Information, "supervisor listens on {Socket}, {Count} containers recorded")]
    public static partial void Listening(this ILogger log, string socket, int count);

    [LoggerMessage(2, LogLevel.Information, "supervisor ends; containers stay running")]
    public static partial void Leaving(this ILogger log);

    [LoggerMessage(3, LogLevel.Information, "{Workload} started as pid {Pid}")]
    public static partial void Started(this ILogger log, string workload, int pid);

    [LoggerMessage(4, LogLevel.Information, "{Workload} adopted as pid {Pid}")]
    public static partial void Adopted(this ILogger log, string workload, int pid);

    [LoggerMessage(5, LogLevel.Information, "{Workload} ended: {How}")]
    public static partial void Ended(this ILogger log, string workload, string how);

    [LoggerMessage(6, LogLevel.Warning, "{Workload} starts again in {Wait}: {Why}")]
    public static partial void BackingOff(this ILogger log, string workload, TimeSpan wait, string why);

    [LoggerMessage(7, LogLevel.Error, "{Workload} will not be started again: {Why}")]
    public static partial void GaveUp(this ILogger log, string workload, string why);

    [LoggerMessage(8, LogLevel.Error, "{Workload}: its record could not be written: {Why}")]
    public static partial void RecordNotWritten(this ILogger log, string workload, string why);

    [LoggerMessage(9, LogLevel.Error, "{Workload}: {Why}")]
    public static partial void Trouble(this ILogger log, string workload, string why);

    [LoggerMessage(10, LogLevel.Error, "folder \"{Folder}\" is not understood and left alone: {Why}")]
    public static partial void NotUnderstood(this ILogger log, string folder, string why);

    [LoggerMessage(11, LogLevel.Warning, "a client was refused: {Why}")]
    public static partial void Refused(this ILogger log, string why);

    [LoggerMessage(12, LogLevel.Information, "supervisor {Version} goes on in the same process with {Count} containers")]
    public static partial void Replaced(this ILogger log, string version, int count);

    [LoggerMessage(13, LogLevel.Error, "supervisor is not replaced: {Why}")]
    public static partial void NotReplaced(this ILogger log, string why);

    [LoggerMessage(20, LogLevel.Warning, "somebody removed the bridge's firewall rules; they are made again")]
    public static partial void RulesRestored(this ILogger log);

    [LoggerMessage(21, LogLevel.Warning, "chain {Chains} drops what it does not know: workloads on {Bridge} may not reach the outside, nor be reached, until it accepts that interface")]
    public static partial void Obstacles(this ILogger log, string bridge, string chains);
}
