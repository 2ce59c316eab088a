using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>The level of a GPIO line.</summary>
[JsonConverter(typeof(WordConverter<GpioLevel>))]
public enum GpioLevel
{
    /// <summary>Inactive, 0.</summary>
    [JsonStringEnumMemberName("low")]
    Low,

    /// <summary>Active, 1.</summary>
    [JsonStringEnumMemberName("high")]
    High,
}
