using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>Writes a <see cref="MemoryQuantity"/> as a JSON string; reads a string or a number.</summary>
public sealed class MemoryQuantityJsonConverter : JsonConverter<MemoryQuantity>
{
    /// <inheritdoc/>
    public override MemoryQuantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.Number ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString();
        return MemoryQuantity.TryParse(text, out var value) ? value : throw new JsonException($"must be {MemoryQuantity.Rule}");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, MemoryQuantity value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
