using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane;

/// <summary>How the control plane writes what only it reads: grain calls and stored documents. As <see cref="WireJson"/>, for types of ours besides; an enum of theirs has a <see cref="WordConverter{T}"/>.</summary>
internal static class ControlJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    public static T Read<T>(ReadOnlyMemory<byte> json) =>
        JsonSerializer.Deserialize<T>(json.Span, Options) ?? throw new InvalidDataException($"a stored {typeof(T).Name} is null");

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            // A record read by reflection keeps the defaults of members that an older version did not write; generated code would not.
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            // Never part of a page, so nothing needs the escapes that make JSON safe there and manifests up to six times as long.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = 64,
        };
        options.MakeReadOnly();
        return options;
    }
}
