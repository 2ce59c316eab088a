using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Messages;

/// <summary>The stream that a workload wrote a line to.</summary>
[JsonConverter(typeof(WordConverter<LogStream>))]
public enum LogStream
{
    /// <summary>Standard output.</summary>
    [JsonStringEnumMemberName("stdout")]
    Stdout,

    /// <summary>Standard error.</summary>
    [JsonStringEnumMemberName("stderr")]
    Stderr,
}
