using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>Which edges of an input are reported.</summary>
[JsonConverter(typeof(WordConverter<GpioEdge>))]
public enum GpioEdge
{
    /// <summary>Low to high.</summary>
    [JsonStringEnumMemberName("rising")]
    Rising,

    /// <summary>High to low.</summary>
    [JsonStringEnumMemberName("falling")]
    Falling,

    /// <summary>Both.</summary>
    [JsonStringEnumMemberName("both")]
    Both,
}
