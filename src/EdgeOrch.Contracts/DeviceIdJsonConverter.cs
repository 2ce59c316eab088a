using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts;

/// <summary>Writes a <see cref="DeviceId"/> as a JSON string.</summary>
public sealed class DeviceIdJsonConverter : JsonConverter<DeviceId>
{
    /// <inheritdoc/>
    public override DeviceId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DeviceId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException($"device id: must be {ResourceName.Rule}");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DeviceId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
