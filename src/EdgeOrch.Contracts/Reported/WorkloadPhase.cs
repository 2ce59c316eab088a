using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Reported;

/// <summary>Where a workload is in its life.</summary>
[JsonConverter(typeof(WordConverter<WorkloadPhase>))]
public enum WorkloadPhase
{
    /// <summary>Wished, nothing done yet, or waiting for the cause in Why.</summary>
    [JsonStringEnumMemberName("pending")]
    Pending,

    /// <summary>Its image is on the way.</summary>
    [JsonStringEnumMemberName("pulling")]
    Pulling,

    /// <summary>Being started.</summary>
    [JsonStringEnumMemberName("starting")]
    Starting,

    /// <summary>Its process runs.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>It ended and waits for its next start.</summary>
    [JsonStringEnumMemberName("backing-off")]
    BackingOff,

    /// <summary>Asked to stop.</summary>
    [JsonStringEnumMemberName("stopping")]
    Stopping,

    /// <summary>It ended and its policy does not start it again.</summary>
    [JsonStringEnumMemberName("exited")]
    Exited,

    /// <summary>It cannot run as written; see Why.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
