using System.Text.Json.Serialization;
using EdgeOrch.Contracts;

namespace EdgeOrch.Agent.Supervision.Protocol;

/// <summary>Why a request failed.</summary>
[JsonConverter(typeof(WordConverter<SupervisorErrorKind>))]
internal enum SupervisorErrorKind
{
    /// <summary>No supervisor answered: not running, or it ended before it replied. Try again.</summary>
    [JsonStringEnumMemberName("unavailable")]
    Unavailable,

    /// <summary>The request breaks a rule; the same request will fail again.</summary>
    [JsonStringEnumMemberName("invalid")]
    Invalid,

    /// <summary>There is no such container.</summary>
    [JsonStringEnumMemberName("not-found")]
    NotFound,

    /// <summary>The container is not in a state that allows it, such as exec while it does not run.</summary>
    [JsonStringEnumMemberName("not-running")]
    NotRunning,

    /// <summary>The kernel or the disk refused.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>A port of the device is another workload's. Try again: that one may be on its way out.</summary>
    [JsonStringEnumMemberName("port-taken")]
    PortTaken,

    /// <summary>The container has no program of that name.</summary>
    [JsonStringEnumMemberName("no-program")]
    NoProgram,

    /// <summary>The container's program cannot be executed: it is no program for this machine, or not for this user.</summary>
    [JsonStringEnumMemberName("not-executable")]
    NotExecutable,
}
