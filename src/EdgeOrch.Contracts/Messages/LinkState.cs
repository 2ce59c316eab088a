using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Messages;

/// <summary>Whether a device is connected.</summary>
[JsonConverter(typeof(WordConverter<LinkState>))]
public enum LinkState
{
    /// <summary>Not connected.</summary>
    [JsonStringEnumMemberName("offline")]
    Offline,

    /// <summary>Connected.</summary>
    [JsonStringEnumMemberName("online")]
    Online,
}
