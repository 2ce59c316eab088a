using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Xml.Linq;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Tests.Deployments;

/// <summary>Makes the JSON Schema of manifests from the model: types, names and documentation.</summary>
internal static class SchemaGenerator
{
    private const string NamePattern = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Dictionary<Type, string[]> OneOf = new()
    {
        [typeof(VolumeManifest)] = ["name", "hostPath", "tmpfs"],
        [typeof(HealthCheckManifest)] = ["exec", "tcp", "http"],
        [typeof(DeviceManifest)] = ["path", "bus"],
        [typeof(GpioManifest)] = ["line", "pin", "chip"],
    };

    private static readonly Lazy<Dictionary<string, string>> Summaries = new(ReadSummaries);

    public static string Generate()
    {
        var schema = WireJson.Default.DeploymentManifest.GetJsonSchemaAsNode(new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform });
        var root = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = "EdgeOrch deployment" };
        foreach (var (key, value) in schema.AsObject().ToArray())
        {
            schema.AsObject().Remove(key);
            root[key] = value;
        }
        return root.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var schema = Scalar(type) ?? (type.IsEnum ? Words(type, type != context.TypeInfo.Type) : null) ?? node as JsonObject ?? [];
        if (schema.ContainsKey("properties")) schema["additionalProperties"] = false;
        if (schema["required"] is JsonArray required) RequireOfPeopleOnly(context.TypeInfo, schema, required);
        if (OneOf.TryGetValue(type, out var fields))
            schema["oneOf"] = new JsonArray([.. fields.Select(field => (JsonNode)new JsonObject { ["required"] = new JsonArray(field) })]);
        if (type == typeof(DependencyManifest)) schema = new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "string", ["pattern"] = NamePattern }, schema) };
        if (context.PropertyInfo is { } property) Describe(schema, property.DeclaringType, property.Name, property.AttributeProvider as MemberInfo);
        return schema;
    }

    private static JsonObject? Scalar(Type type) =>
        type == typeof(MemoryQuantity) ? Text("^[0-9.]+([eE][0-9]+|[kMGTPE]i?|m)?$", "number")
        : type == typeof(CpuQuantity) ? Text("^[0-9.]+([eE][0-9]+|m)?$", "number")
        : type == typeof(CountOrPercent) ? Text("^[0-9]+%?$", "integer")
        : type == typeof(Duration) ? Text("^([0-9.]+(h|m|s|ms))+$|^0$", "integer")
        : null;

    /// <summary>What the wire requires though it has a default, a person may leave out.</summary>
    private static void RequireOfPeopleOnly(JsonTypeInfo type, JsonObject schema, JsonArray required)
    {
        var optional = type.Properties.Where(property => property.AttributeProvider!.IsDefined(typeof(JsonRequiredAttribute), false)).Select(property => property.Name);
        required.RemoveAll(name => optional.Contains((string)name!));
        if (required.Count == 0) schema.Remove("required");
    }

    private static JsonObject Words(Type type, bool orNull)
    {
        var words = Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.SerializeToNode(value, WireJson.Default.GetTypeInfo(type)!));
        return new JsonObject { ["enum"] = new JsonArray([.. words, .. orNull ? new JsonNode?[] { null } : []]) };
    }

    private static JsonObject Text(string pattern, string other) => new() { ["type"] = new JsonArray("string", other), ["pattern"] = pattern };

    private static void Describe(JsonObject schema, Type owner, string name, MemberInfo? member)
    {
        if (owner == typeof(DeploymentManifest) && name == "apiVersion") schema["enum"] = new JsonArray(DeploymentManifest.CurrentApiVersion);
        if (owner == typeof(DeploymentManifest) && name == "kind") schema["enum"] = new JsonArray(DeploymentManifest.DeploymentKind);
        if (name == "name" && owner != typeof(EnvVariable)) schema["pattern"] = NamePattern;
        if (member is not null && Summaries.Value.TryGetValue($"P:{owner.FullName}.{member.Name}", out var summary)) schema["description"] = summary;
    }

    private static Dictionary<string, string> ReadSummaries() =>
        XDocument.Load(Path.ChangeExtension(typeof(DeploymentManifest).Assembly.Location, ".xml")).Descendants("member")
            .Where(member => member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => Plain(member.Element("summary")!));

    private static string Plain(XElement summary) =>
        string.Join(' ', string.Concat(summary.Nodes().Select(node => node is XElement { Name.LocalName: "see" } see ? LastName(see) : node is XElement inner ? inner.Value : node.ToString()))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string LastName(XElement see) => (see.Attribute("cref")?.Value ?? "").Split('.')[^1];
}
