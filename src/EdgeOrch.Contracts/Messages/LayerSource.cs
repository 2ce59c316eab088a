using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Messages;

/// <summary>Where a device gets a layer from.</summary>
[JsonConverter(typeof(WordConverter<LayerSource>))]
public enum LayerSource
{
    /// <summary>It has it.</summary>
    [JsonStringEnumMemberName("present")]
    Present,

    /// <summary>A delta from layers that it has.</summary>
    [JsonStringEnumMemberName("delta")]
    Delta,

    /// <summary>The whole layer.</summary>
    [JsonStringEnumMemberName("full")]
    Full,
}
