using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts.Manifests;

/// <summary>Writes a <see cref="CpuQuantity"/> as a JSON string; reads a string or a number.</summary>
public sealed class CpuQuantityJsonConverter : JsonConverter<CpuQuantity>
{
    /// <inheritdoc/>
    public override CpuQuantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.Number ? Encoding.UTF8.GetString(reader.ValueSpan) : reader.GetString();
        return CpuQuantity.TryParse(text, out var value) ? value : throw new JsonException($"must be {CpuQuantity.Rule}");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, CpuQuantity value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
