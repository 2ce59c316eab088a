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

    /// <summary>A bridge on the device; not yet available, refused when a manifest is applied.</summary>
    [JsonStringEnumMemberName("bridge")]
    Bridge,
}
