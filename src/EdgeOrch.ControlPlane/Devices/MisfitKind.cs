using System.Text.Json.Serialization;
using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>What of a deployment does not fit a device.</summary>
[JsonConverter(typeof(WordConverter<MisfitKind>))]
public enum MisfitKind
{
    /// <summary>The image is not for its platform.</summary>
    [JsonStringEnumMemberName("platform")]
    Platform,

    /// <summary>The cpu asked for is more than it has.</summary>
    [JsonStringEnumMemberName("cpu")]
    Cpu,

    /// <summary>The memory asked for is more than it has.</summary>
    [JsonStringEnumMemberName("memory")]
    Memory,

    /// <summary>It would run more containers than a device may.</summary>
    [JsonStringEnumMemberName("workloads")]
    Workloads,

    /// <summary>Its desired state would be larger than a message may be.</summary>
    [JsonStringEnumMemberName("desired-bytes")]
    DesiredBytes,
}
