using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Reported;

/// <summary>What a workload's health check says.</summary>
[JsonConverter(typeof(WordConverter<HealthStatus>))]
public enum HealthStatus
{
    /// <summary>It has no health check.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Not yet told.</summary>
    [JsonStringEnumMemberName("starting")]
    Starting,

    /// <summary>The last check passed.</summary>
    [JsonStringEnumMemberName("healthy")]
    Healthy,

    /// <summary>As many checks in a row failed as its manifest allows.</summary>
    [JsonStringEnumMemberName("unhealthy")]
    Unhealthy,
}
