using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Api;

/// <summary>What applying a manifest did, in kubectl's words.</summary>
[JsonConverter(typeof(WordConverter<ApplyAction>))]
public enum ApplyAction
{
    /// <summary>A new deployment.</summary>
    [JsonStringEnumMemberName("created")]
    Created,

    /// <summary>A new revision.</summary>
    [JsonStringEnumMemberName("configured")]
    Configured,

    /// <summary>Nothing: it is what is there.</summary>
    [JsonStringEnumMemberName("unchanged")]
    Unchanged,
}
