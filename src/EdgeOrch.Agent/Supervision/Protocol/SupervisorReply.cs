using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Supervision.Replacement;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Agent.Supervision.Protocol;

/// <summary>The answer to one request: an error, or what the request asks for.</summary>
internal sealed record SupervisorReply
{
    /// <summary>What went wrong, for people; null on success.</summary>
    public string? Error { get; init; }

    /// <summary>What kind of error; null on success.</summary>
    public SupervisorErrorKind? Kind { get; init; }

    /// <summary>The container's record after the request.</summary>
    public ContainerRecord? Record { get; init; }

    /// <summary>How the command went (exec).</summary>
    public ExecOutcome? Exec { get; init; }

    /// <summary>The process that runs now: the first of the two replies to an attend or an attach.</summary>
    public RunningProcess? Process { get; init; }

    /// <summary>Which supervisor runs now (replace).</summary>
    public ReplacementOutcome? Replacement { get; init; }

    /// <summary>What each running container uses (usage).</summary>
    public IReadOnlyList<WorkloadUsage>? Usage { get; init; }

    /// <summary>A change (watch).</summary>
    public ContainerChange? Change { get; init; }
}
