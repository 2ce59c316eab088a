using System.Text.Json.Serialization;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>The JSON of the registry's bodies, as the specification has them.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReferrersIndex))]
[JsonSerializable(typeof(RegistryBodies.ErrorList))]
[JsonSerializable(typeof(RegistryBodies.TagList))]
[JsonSerializable(typeof(RegistryBodies.RepositoryList))]
[JsonSerializable(typeof(ImageManifest))]
internal sealed partial class RegistryJson : JsonSerializerContext;
