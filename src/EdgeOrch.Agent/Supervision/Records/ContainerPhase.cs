using System.Text.Json.Serialization;
using EdgeOrch.Contracts;

namespace EdgeOrch.Agent.Supervision.Records;

/// <summary>Where a supervised container is in its life.</summary>
[JsonConverter(typeof(WordConverter<ContainerPhase>))]
internal enum ContainerPhase
{
    /// <summary>Accepted and durable; its process is being made.</summary>
    [JsonStringEnumMemberName("starting")]
    Starting,

    /// <summary>Its process runs.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>It ended, and its next start waits for <see cref="ContainerRecord.NextStartAt"/>.</summary>
    [JsonStringEnumMemberName("backing-off")]
    BackingOff,

    /// <summary>Signalled; its processes are ending.</summary>
    [JsonStringEnumMemberName("stopping")]
    Stopping,

    /// <summary>It ended, by itself or by a stop, and is not started again.</summary>
    [JsonStringEnumMemberName("exited")]
    Exited,

    /// <summary>It ended badly, or could not be started, and its policy does not start it again.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
