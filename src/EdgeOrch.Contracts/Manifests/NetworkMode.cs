using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>The network of a container.</summary>
[JsonConverter(typeof(WordConverter<NetworkMode>))]
public enum NetworkMode
{
    /// <summary>A network namespace of its own with nothing but loopback.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>The device's own network.</summary>
    [JsonStringEnumMemberName("host")]
    Host,

    /// <summary>The device's bridge: an address of its own that it keeps, names of its peers, the outside by the device's address, published ports.</summary>
    [JsonStringEnumMemberName("bridge")]
    Bridge,
}
