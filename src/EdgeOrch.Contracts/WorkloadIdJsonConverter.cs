using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeOrch.Contracts;

/// <summary>Writes a <see cref="WorkloadId"/> as the JSON string <c>deployment/container</c>.</summary>
public sealed class WorkloadIdJsonConverter : JsonConverter<WorkloadId>
{
    /// <inheritdoc/>
    public override WorkloadId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        WorkloadId.TryParse(reader.GetString(), out var id)
            ? id
            : throw new JsonException($"workload: must be deployment/container, each {ResourceName.Rule}");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, WorkloadId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
