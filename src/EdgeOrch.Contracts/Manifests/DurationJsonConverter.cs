using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>Writes a <see cref="Duration"/> as a JSON string.</summary>
public sealed class DurationJsonConverter : JsonConverter<Duration>
{
    /// <inheritdoc/>
    public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Duration.TryParse(reader.GetString(), out var value) ? value : throw new JsonException($"must be {Duration.Rule}");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
