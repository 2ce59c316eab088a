using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts;

/// <summary>Whether a <see cref="Problem"/> stops its input.</summary>
[JsonConverter(typeof(WordConverter<ProblemSeverity>))]
public enum ProblemSeverity
{
    /// <summary>Nothing is applied while one is left.</summary>
    [JsonStringEnumMemberName("error")]
    Error,

    /// <summary>The input is applied; the operator is told.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,
}
