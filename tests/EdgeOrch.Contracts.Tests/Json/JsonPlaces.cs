using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace EdgeOrch.Contracts.Tests.Json;

/// <summary>Walks a JSON document beside the type that it is read as.</summary>
internal static class JsonPlaces
{
    /// <summary>Every object with members of its own, rather than a dictionary's keys; outermost first.</summary>
    public static IEnumerable<(JsonObject Node, JsonTypeInfo Type)> Objects(JsonNode? node, JsonTypeInfo type) => node switch
    {
        JsonObject members when type.Kind == JsonTypeInfoKind.Object => Members(members, type),
        JsonArray items when type.Kind == JsonTypeInfoKind.Enumerable => items.SelectMany(item => Objects(item, Golden.WireType(type.ElementType!))),
        _ => [],
    };

    /// <summary>Every value below the root, as its holder and the key or index in it.</summary>
    public static IEnumerable<(JsonNode Holder, object Key)> Values(JsonNode? node) => node switch
    {
        JsonObject members => members.ToList().SelectMany(member => Values(member.Value).Prepend((members, member.Key))),
        JsonArray items => Enumerable.Range(0, items.Count).SelectMany(index => Values(items[index]).Prepend((items, index))),
        _ => [],
    };

    /// <summary>Puts another value in a place and returns the one that was there.</summary>
    public static JsonNode? Replace(JsonNode holder, object key, JsonNode? value)
    {
        var before = key is string name ? holder[name] : holder[(int)key];
        if (key is string member) holder[member] = value;
        else holder[(int)key] = value;
        return before;
    }

    private static IEnumerable<(JsonObject, JsonTypeInfo)> Members(JsonObject node, JsonTypeInfo type)
    {
        yield return (node, type);
        foreach (var property in type.Properties)
        {
            foreach (var inner in Objects(node[property.Name], Golden.WireType(property.PropertyType))) yield return inner;
        }
    }
}
