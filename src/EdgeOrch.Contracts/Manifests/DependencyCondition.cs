using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>What a container's start waits for at another one.</summary>
[JsonConverter(typeof(WordConverter<DependencyCondition>))]
public enum DependencyCondition
{
    /// <summary>It runs, or has ended well.</summary>
    [JsonStringEnumMemberName("started")]
    Started,

    /// <summary>Its health check passes as well; one without a check is healthy when it runs.</summary>
    [JsonStringEnumMemberName("healthy")]
    Healthy,
}
