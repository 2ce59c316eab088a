using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace EdgeOrch.Containers.Spec.Json;

/// <summary>
/// Keeps <see cref="SpecReader"/> the only reader of a specification, also where one is part of another document: a generated one
/// beside it was 0.2 MB of every device.
/// </summary>
public sealed class ContainerSpecJsonConverter : JsonConverter<ContainerSpec>
{
    /// <inheritdoc/>
    public override ContainerSpec Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        try
        {
            return SpecReader.ReadContainer(JsonMarshal.GetRawUtf8Value(document.RootElement));
        }
        catch (ContainerException refused)
        {
            throw new JsonException(refused.Message, refused);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ContainerSpec value, JsonSerializerOptions options)
    {
        var types = ContainerJsonContext.Default;
        writer.WriteStartObject();
        writer.WriteString("ociVersion", value.OciVersion);
        Field("process", value.Process, types.ProcessSpec);
        Field("root", value.Root, types.RootSpec);
        if (value.Hostname is { } host) writer.WriteString("hostname", host);
        if (value.Domainname is { } domain) writer.WriteString("domainname", domain);
        Field("mounts", value.Mounts, types.IReadOnlyListMountSpec);
        Field("linux", value.Linux, types.LinuxSpec);
        Field("hooks", value.Hooks, types.HooksSpec);
        Field("annotations", value.Annotations, types.IReadOnlyDictionaryStringString);
        writer.WriteEndObject();

        void Field<T>(string name, T? part, JsonTypeInfo<T> type) where T : class
        {
            if (part is null) return;
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, part, type);
        }
    }
}
