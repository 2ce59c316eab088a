using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>What a published port belongs to.</summary>
[JsonConverter(typeof(WordConverter<PortProtocol>))]
public enum PortProtocol
{
    /// <summary>TCP.</summary>
    [JsonStringEnumMemberName("tcp")]
    Tcp,

    /// <summary>UDP.</summary>
    [JsonStringEnumMemberName("udp")]
    Udp,
}
