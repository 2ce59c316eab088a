using System.Text.Json.Serialization;

namespace EdgeOrch.Agent.Edgerun;

/// <summary>JSON on one line, as callers read a runtime's log.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LogLine))]
internal sealed partial class LogLineJsonContext : JsonSerializerContext;

/// <summary>One line of the log that <c>--log</c> names.</summary>
/// <param name="Level"><c>error</c> or <c>warning</c>.</param>
/// <param name="Msg">The message.</param>
/// <param name="Time">When, UTC.</param>
internal sealed record LogLine(string Level, string Msg, DateTimeOffset Time);
