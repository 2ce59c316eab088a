using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Cli.CommandLine;

namespace EdgeOrch.Cli.Output;

/// <summary>Writes lists of one kind in the format that was asked for.</summary>
internal static class Printer
{
    public static void Write<T>(Terminal terminal, OutputFormat format, IReadOnlyList<T> items, JsonTypeInfo<IReadOnlyList<T>> type, IEnumerable<Column<T>> columns, string kind)
    {
        if (format is OutputFormat.Json or OutputFormat.Yaml) Write(terminal, format, JsonSerializer.SerializeToElement(items, type));
        else if (items.Count == 0) terminal.Error.WriteLine($"no {kind} found");
        else TableText.Write(terminal.Out, items, columns, format == OutputFormat.Wide);
    }

    public static void Write(Terminal terminal, OutputFormat format, JsonElement element)
    {
        if (format == OutputFormat.Json) JsonText.Write(terminal.Out, element);
        else YamlText.Write(terminal.Out, element);
    }
}
