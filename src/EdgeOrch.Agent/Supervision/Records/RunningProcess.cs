namespace EdgeOrch.Agent.Supervision.Records;

/// <summary>A process of a container, so that a client can signal it and never a later one of the same pid.</summary>
/// <param name="Pid">Its pid on the host.</param>
/// <param name="StartTicks">Field 22 of /proc/pid/stat.</param>
internal sealed record RunningProcess(int Pid, long StartTicks);
