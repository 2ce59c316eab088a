using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EdgeOrch.Cli.Output;

/// <summary>Writes a JSON value as YAML that reads back as the same value.</summary>
internal static class YamlText
{
    public static void Write(TextWriter output, JsonElement element)
    {
        var emitter = new Emitter(output, new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024, indentSequences: false));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        Emit(emitter, element);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
    }

    private static void Emit(Emitter emitter, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var empty = !element.EnumerateObject().Any();
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, empty ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var member in element.EnumerateObject())
                {
                    emitter.Emit(Text(member.Name));
                    Emit(emitter, member.Value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonValueKind.Array:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, element.GetArrayLength() == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in element.EnumerateArray()) Emit(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValueKind.String:
                emitter.Emit(Text(element.GetString()!));
                break;
            default:
                emitter.Emit(new Scalar(AnchorName.Empty, TagName.Empty, element.GetRawText(), ScalarStyle.Plain, isPlainImplicit: true, isQuotedImplicit: false));
                break;
        }
    }

    private static Scalar Text(string text) => new(AnchorName.Empty, TagName.Empty, text, Style(text), isPlainImplicit: true, isQuotedImplicit: true);

    private static ScalarStyle Style(string text)
    {
        // A literal block takes its indentation from its first line, so that one must not begin with white space.
        if (text.Contains('\n') && !char.IsWhiteSpace(text[0]) && !text.Any(c => char.IsControl(c) && c != '\n')) return ScalarStyle.Literal;
        return YamlPlain.IsSafe(text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted;
    }
}
