using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Messages;

/// <summary>How much an operator should care about an event.</summary>
[JsonConverter(typeof(WordConverter<EventSeverity>))]
public enum EventSeverity
{
    /// <summary>All as it should be.</summary>
    [JsonStringEnumMemberName("normal")]
    Normal,

    /// <summary>Something went wrong.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,
}
