using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>When a container that ended is started again.</summary>
[JsonConverter(typeof(WordConverter<RestartPolicy>))]
public enum RestartPolicy
{
    /// <summary>However it ended.</summary>
    [JsonStringEnumMemberName("always")]
    Always,

    /// <summary>Unless it ended with exit code 0.</summary>
    [JsonStringEnumMemberName("on-failure")]
    OnFailure,

    /// <summary>Never.</summary>
    [JsonStringEnumMemberName("never")]
    Never,
}
