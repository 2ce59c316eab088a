using System.Text.Json;
using CsCheck;
using EdgeOrch.Cli.Output;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EdgeOrch.Cli.Tests.Output;

public sealed class YamlTextTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("512Mi", "512Mi")]
    [InlineData("web:1.2", "web:1.2")]
    [InlineData("true", "\"true\"")]
    [InlineData("No", "\"No\"")]
    [InlineData("12", "\"12\"")]
    [InlineData("1e3", "\"1e3\"")]
    [InlineData("12:30", "\"12:30\"")]
    [InlineData("0x1F", "\"0x1F\"")]
    [InlineData("", "\"\"")]
    [InlineData("- item", "\"- item\"")]
    [InlineData("a: b", "\"a: b\"")]
    [InlineData("a #b", "\"a #b\"")]
    public void Write_Text_IsQuotedWhereItWouldReadAsSomethingElse(string text, string expected) =>
        Assert.Equal($"k: {expected}\n", Yaml(JsonSerializer.Serialize(new Dictionary<string, string> { ["k"] = text })));

    [Fact]
    public void Write_EmptyNestedAndLiteral_AreReadable() => Assert.Equal(
        """
        a: []
        b: {}
        c:
        - 1
        - x: null
          z: false
        text: |-
          one
          two

        """,
        Yaml("""{"a":[],"b":{},"c":[1,{"x":null,"z":false}],"text":"one\ntwo"}"""));

    [Fact]
    public void Write_AnyText_ReadsBackTheSame() => Gen.String[Gen.Char["ab:#-\"'\\\n\t {}[],&*!|>%@`0é"], 0, 12].Sample(text =>
    {
        var parser = new Parser(new StringReader(Yaml(JsonSerializer.Serialize(new Dictionary<string, string> { ["k"] = text }))));
        parser.Consume<StreamStart>();
        parser.Consume<DocumentStart>();
        parser.Consume<MappingStart>();
        parser.Consume<Scalar>();
        Assert.Equal(text, parser.Consume<Scalar>().Value);
    });

    private static string Yaml(string json)
    {
        using var output = new StringWriter();
        using var document = JsonDocument.Parse(json);
        YamlText.Write(output, document.RootElement);
        return output.ToString();
    }
}
