using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>What a rollout does when too many devices fail.</summary>
[JsonConverter(typeof(WordConverter<RolloutFailureAction>))]
public enum RolloutFailureAction
{
    /// <summary>It waits for an operator.</summary>
    [JsonStringEnumMemberName("pause")]
    Pause,

    /// <summary>It takes the devices back to the revision before.</summary>
    [JsonStringEnumMemberName("rollback")]
    Rollback,
}
