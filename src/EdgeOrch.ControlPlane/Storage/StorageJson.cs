using System.Text.Json.Serialization;

namespace EdgeOrch.ControlPlane.Storage;

/// <summary>The JSON of the storage's own documents.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReminderDocument))]
internal sealed partial class StorageJson : JsonSerializerContext;
