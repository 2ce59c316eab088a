using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeOrch.Containers.Spec;
using EdgeOrch.Containers.Spec.Json;

namespace EdgeOrch.Containers.Tests.Spec;

public sealed class SpecReaderTests
{
    private const string Root = """ "root": { "path": "rootfs" } """;

    // Every field that a config.json may have, each with a value of its own: what is written must come back.
    [Fact]
    public void ReadContainer_EveryFieldSet_IsTheSame()
    {
        var spec = (ContainerSpec)Filled(typeof(ContainerSpec), new Counter());
        var text = Json(spec);
        Assert.Equal(text, Json(SpecReader.ReadContainer(Encoding.UTF8.GetBytes(text))));
    }

    [Theory]
    [InlineData("""{ "process": { "user": { "uid": "me" } }, ROOT }""", "process.user.uid: is \"me\", but must be a whole number from 0 to 4294967295")]
    [InlineData("""{ "process": { "user": { "uid": -1 } }, ROOT }""", "process.user.uid: is -1, but must be a whole number from 0 to 4294967295")]
    [InlineData("""{ "process": { "user": { "uid": 1.5 } }, ROOT }""", "process.user.uid: is 1.5, but must be a whole number from 0 to 4294967295")]
    [InlineData("""{ "process": { "args": ["sh", 7] }, ROOT }""", "process.args[1]: is 7, but must be a text")]
    [InlineData("""{ "process": { "args": "sh" }, ROOT }""", "process.args: is \"sh\", but must be a list")]
    [InlineData("""{ "process": { "terminal": 1 }, ROOT }""", "process.terminal: is 1, but must be true or false")]
    [InlineData("""{ "process": [], ROOT }""", "process: is a list, but must be an object")]
    [InlineData("""{ "mounts": [{}, { "options": { "ro": true } }], ROOT }""", "mounts[1].options: is an object, but must be a list")]
    [InlineData("""{ "linux": { "sysctl": { "net.ipv4.ip_forward": 1 } }, ROOT }""", "linux.sysctl.net.ipv4.ip_forward: is 1, but must be a text")]
    [InlineData("""{ "mounts": [null], ROOT }""", "mounts[0]: is null, but must be an object")]
    [InlineData("""{ "hostname": "web" }""", "root: is missing")]
    [InlineData("""{ "root": null }""", "root: is missing")]
    [InlineData("null", "the document: is null, but must be an object")]
    [InlineData("", "the document: is no JSON: ")]
    [InlineData("""{ "process": { "cwd": """, "process.cwd: is no JSON: ")]
    [InlineData("""{ ROOT } more""", "the document: is no JSON: ")]
    public void ReadContainer_BadValue_NamesFieldValueAndRule(string document, string message)
    {
        var refused = Assert.Throws<ContainerException>(() => Read(document.Replace("ROOT", Root, StringComparison.Ordinal)));
        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadContainer_NullField_CountsAsAbsent() =>
        Assert.Equal(Json(Read($"{{ {Root} }}")), Json(Read($$"""{ "process": null, "mounts": null, "linux": { "seccomp": null, "devices": null }, {{Root}} }""")));

    [Fact]
    public void ReadContainer_UnknownFields_ArePassedOver() =>
        Assert.Equal(Json(Read($"{{ {Root} }}")), Json(Read($$"""{ "vm": { "deep": [[{ "x": 1 }]] }, "linux": { "later": [1, 2] }, {{Root}} }""")));

    [Fact]
    public void ReadContainer_TooDeep_IsRefused() =>
        Assert.Contains("depth", Assert.Throws<ContainerException>(() => Read($"{{ \"x\": {new string('[', 70)}{new string(']', 70)}, {Root} }}")).Message, StringComparison.Ordinal);

    [Fact]
    public void ReadContainer_LongValue_IsShownInPart() =>
        Assert.True(Assert.Throws<ContainerException>(() => Read($"{{ \"mounts\": \"{new string('x', 100_000)}\", {Root} }}")).Message.Length < 200);

    [Fact]
    public void ReadContainer_NoUnicode_NamesTheField()
    {
        byte[] document = [.. """{ "hostname": " """u8, 0xff, .. "\" }"u8];
        Assert.StartsWith("hostname: ", Assert.Throws<ContainerException>(() => SpecReader.ReadContainer(document)).Message, StringComparison.Ordinal);
    }

    private static ContainerSpec Read(string document) => SpecReader.ReadContainer(Encoding.UTF8.GetBytes(document));

    private static string Json(ContainerSpec spec) => JsonSerializer.Serialize(spec, ContainerJsonContext.Default.ContainerSpec);

    private static object Filled(Type type, Counter counter)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return $"text {counter.Next}";
        if (type == typeof(bool)) return true;
        if (type.IsPrimitive) return Convert.ChangeType(counter.Next, type, CultureInfo.InvariantCulture);
        if (type.IsGenericType) return Collection(type, counter);
        var value = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().Where(p => p.SetMethod is { IsPublic: true } && p.GetCustomAttribute<JsonIgnoreAttribute>() is null))
            property.SetValue(value, Filled(property.PropertyType, counter));
        return value;
    }

    private static object Collection(Type type, Counter counter)
    {
        var arguments = type.GetGenericArguments();
        if (arguments.Length == 1)
        {
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(arguments))!;
            list.Add(Filled(arguments[0], counter));
            list.Add(Filled(arguments[0], counter));
            return list;
        }

        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(arguments))!;
        map.Add("first", Filled(arguments[1], counter));
        map.Add("second", Filled(arguments[1], counter));
        return map;
    }

    private sealed class Counter
    {
        private int _last;

        public int Next => ++_last;
    }
}
