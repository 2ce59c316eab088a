using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>What pulls an input that nothing drives.</summary>
[JsonConverter(typeof(WordConverter<GpioBias>))]
public enum GpioBias
{
    /// <summary>Nothing.</summary>
    [JsonStringEnumMemberName("disabled")]
    Disabled,

    /// <summary>A resistor to the supply.</summary>
    [JsonStringEnumMemberName("pull-up")]
    PullUp,

    /// <summary>A resistor to ground.</summary>
    [JsonStringEnumMemberName("pull-down")]
    PullDown,
}
