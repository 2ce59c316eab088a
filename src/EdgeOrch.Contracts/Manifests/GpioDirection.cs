using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>Which way a GPIO line works.</summary>
[JsonConverter(typeof(WordConverter<GpioDirection>))]
public enum GpioDirection
{
    /// <summary>The workload reads it.</summary>
    [JsonStringEnumMemberName("input")]
    Input,

    /// <summary>The workload drives it.</summary>
    [JsonStringEnumMemberName("output")]
    Output,
}
