using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>Writes a <see cref="CountOrPercent"/> as a JSON string; reads a string or a number.</summary>
public sealed class CountOrPercentJsonConverter : JsonConverter<CountOrPercent>
{
    /// <inheritdoc/>
    public override CountOrPercent Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.Number ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString();
        return CountOrPercent.TryParse(text, out var value) ? value : throw new JsonException($"must be {CountOrPercent.Rule}");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CountOrPercent value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
