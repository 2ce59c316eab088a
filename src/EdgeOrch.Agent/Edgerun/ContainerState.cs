namespace EdgeOrch.Agent.Edgerun;

/// <summary>What <c>edgerun</c> keeps about a container, and, with the status of the moment, prints (OCI runtime-spec runtime.md, State).</summary>
/// <param name="OciVersion">Version of the specification.</param>
/// <param name="Id">The container.</param>
/// <param name="Status"><c>created</c>, <c>running</c>, <c>paused</c> or <c>stopped</c>.</param>
/// <param name="Pid">Pid of its first process; 0 once it has stopped.</param>
/// <param name="Bundle">Absolute path of its bundle.</param>
/// <param name="Annotations">Annotations of its specification.</param>
/// <param name="StartTime">Start of the first process, in clock ticks since boot.</param>
/// <param name="CgroupsPath">Path of its cgroup, or null for the default one.</param>
/// <param name="Created">When it was created, UTC.</param>
/// <param name="HasCallbacks">Whether its specification has hooks, or a listener of its filter.</param>
internal sealed record ContainerState(
    string OciVersion, string Id, string Status, int Pid, string Bundle, IReadOnlyDictionary<string, string>? Annotations,
    long StartTime, string? CgroupsPath, DateTimeOffset Created, bool HasCallbacks = false)
{
    public const string IsCreated = "created";
    public const string IsRunning = "running";
    public const string IsPaused = "paused";
    public const string IsStopped = "stopped";
}
