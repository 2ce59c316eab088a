using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EdgeOrch.Contracts.Tests.Json;
using EdgeOrch.Contracts.Tests.Samples;

namespace EdgeOrch.Contracts.Tests;

/// <summary>What is on the wire and in stored documents, and what a reader makes of what another version or an enemy wrote.</summary>
public sealed class WireJsonTests
{
    public static TheoryData<string> Names => [.. WireSamples.All.Select(sample => sample.Name)];

    [Fact]
    public void Context_EveryRegisteredType_HasAGoldenFile()
    {
        var registered = typeof(WireJson).GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
            .Select(attribute => Sample.NameOf((Type)attribute.ConstructorArguments[0].Value!));

        Assert.Empty(registered.Except(Golden.Names));
    }

    [Fact]
    public void Golden_EveryFile_BelongsToASample() => Assert.Empty(Golden.Names.Except(WireSamples.All.Select(sample => sample.Name)));

    [Theory]
    [MemberData(nameof(Names))]
    public void Serialize_Value_IsItsGoldenFile(string name)
    {
        var sample = WireSamples.Named(name);
        var text = Golden.Text(sample.Value, sample.Type);
        Golden.WriteWhenAsked(name, text);

        Assert.Equal(Golden.Read(name), text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Deserialize_GoldenFile_IsTheValue(string name)
    {
        var sample = WireSamples.Named(name);

        DeepEquality.AssertEqual(sample.Value, Read(sample, Golden.Read(name)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Deserialize_MembersOfANewerVersion_AreIgnored(string name)
    {
        var sample = WireSamples.Named(name);
        var json = JsonNode.Parse(Golden.Read(name))!;
        foreach (var (node, _) in JsonPlaces.Objects(json, Golden.WireType(sample.Type)).ToList()) node["ofTheFuture"] = new JsonObject { ["a"] = 1 };

        DeepEquality.AssertEqual(sample.Value, Read(sample, json.ToJsonString()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Deserialize_NullWhereAnOptionalMemberIsAbsent_IsTheSame(string name)
    {
        var sample = WireSamples.Named(name);
        var json = JsonNode.Parse(Golden.Read(name))!;
        foreach (var (node, type) in JsonPlaces.Objects(json, Golden.WireType(sample.Type)).ToList())
        {
            foreach (var absent in type.Properties.Where(property => property.IsSetNullable && !node.ContainsKey(property.Name))) node[absent.Name] = null;
        }

        DeepEquality.AssertEqual(sample.Value, Read(sample, json.ToJsonString()));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Deserialize_RequiredMemberMissing_IsRefused(string name)
    {
        var sample = WireSamples.Named(name);
        var json = JsonNode.Parse(Golden.Read(name))!;
        foreach (var (node, type) in JsonPlaces.Objects(json, Golden.WireType(sample.Type)).ToList())
        {
            foreach (var required in type.Properties.Where(property => property.IsRequired))
            {
                node.Remove(required.Name, out var value);
                var e = Assert.Throws<JsonException>(() => Read(sample, json.ToJsonString()));
                Assert.Contains(required.Name, e.Message, StringComparison.Ordinal);
                node[required.Name] = value;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Deserialize_AnyValueReplacedByAnother_IsReadOrRefusedAndNothingElse(string name)
    {
        var sample = WireSamples.Named(name);
        var json = JsonNode.Parse(Golden.Read(name))!;
        foreach (var (holder, key) in JsonPlaces.Values(json).ToList())
        {
            foreach (var other in (string[])["null", "true", "7", "-1.5e300", "\"\"", "\"\\ud800\"", "[]", "[1]", "{}", "{\"a\":[]}"])
            {
                // As text: a JsonNode would itself refuse what is no text in UTF-16.
                var before = JsonPlaces.Replace(holder, key, "@@");
                ReadOrRefuse(sample, json.ToJsonString().Replace("\"@@\"", other, StringComparison.Ordinal));
                JsonPlaces.Replace(holder, key, before);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Deserialize_CutShort_IsRefused(string name)
    {
        var sample = WireSamples.Named(name);
        var text = Golden.Read(name).TrimEnd();

        for (var length = 0; length < text.Length; length++) Assert.Throws<JsonException>(() => Read(sample, text[..length]));
    }

    [Fact]
    public void Context_EveryEnum_IsReadAndWrittenAsAWord() => Assert.All(
        typeof(WireJson).Assembly.GetExportedTypes().Where(type => type.IsEnum),
        type => Assert.Equal(typeof(WordConverter<>).MakeGenericType(type), type.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType));

    [Fact]
    public void Deserialize_EnumAsANumberOrAnUnknownWord_IsRefused()
    {
        var type = WireJson.Default.LinkMessage;

        Assert.NotNull(JsonSerializer.Deserialize("""{"state":"online","appliedGeneration":1}""", type));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"state":1,"appliedGeneration":1}""", type));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"state":99,"appliedGeneration":1}""", type));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"state":"1","appliedGeneration":1}""", type));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"state":"online, offline","appliedGeneration":1}""", type));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"state":"asleep","appliedGeneration":1}""", type));
    }

    [Fact]
    public void Deserialize_NestedTooDeep_IsRefused()
    {
        var deep = new string('[', 40) + new string(']', 40);

        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize($$"""{"upTo":1,"ofTheFuture":{{deep}}}""", WireJson.Default.EventsAcknowledged));
    }

    private static object? Read(Sample sample, string json) => JsonSerializer.Deserialize(Encoding.UTF8.GetBytes(json), Golden.WireType(sample.Type));

    private static void ReadOrRefuse(Sample sample, string json)
    {
        try
        {
            // What was read must also be fit to be written and read again.
            if (Read(sample, json) is { } value) Read(sample, JsonSerializer.Serialize(value, Golden.WireType(sample.Type)));
        }
        catch (JsonException)
        {
            // The one way to refuse: every reader of the wire catches it.
        }
    }
}
