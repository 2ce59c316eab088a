using System.Text.Json.Serialization;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>The JSON of the registry's records and bodies.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ManifestRecord))]
[JsonSerializable(typeof(ReferrersIndex))]
[JsonSerializable(typeof(RegistryBodies.ErrorList))]
[JsonSerializable(typeof(RegistryBodies.TagList))]
[JsonSerializable(typeof(RegistryBodies.RepositoryList))]
[JsonSerializable(typeof(ImageManifest))]
internal sealed partial class RegistryJson : JsonSerializerContext;
