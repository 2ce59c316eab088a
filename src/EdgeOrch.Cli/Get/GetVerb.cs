using System.CommandLine;
using System.Text.Json;
using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Output;

namespace EdgeOrch.Cli.Get;

/// <summary>The command that lists one kind of thing.</summary>
internal static class GetVerb
{
    // In the order of OutputFormat.
    private static readonly string[] Formats = ["table", "wide", "json", "yaml"];

    public static Command Create<T>(CommandHost host, Resource<T> resource)
    {
        var name = new Argument<string?>("NAME") { Description = "Only this one", Arity = ArgumentArity.ZeroOrOne };
        // Else a misspelt option would be taken for a name.
        name.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: ['-', ..] text }]) result.AddError($"\"{text}\": is no option of this command");
        });
        var output = OutputOption();
        var watch = new Option<bool>("--watch", "-w") { Description = "Go on and print what changes, until interrupted" };
        var selector = Selector.Option();
        var command = new Verb(resource.Plural, $"List {resource.Plural}", $"edgectl get {resource.Plural}", $"edgectl get {resource.Plural} -o json") { name, output, watch };
        foreach (var alias in resource.Aliases) command.Aliases.Add(alias);
        if (resource.Labels is not null) command.Options.Add(selector);
        command.SetAction(async (parsed, cancel) =>
        {
            using var api = host.Connect(parsed);
            var query = new Query<T>(api, resource, parsed.GetValue(name), resource.Labels is null ? null : parsed.GetValue(selector));
            var format = parsed.GetValue(output);
            if (parsed.GetValue(watch)) return await new Watch<T>(host, resource, format).RunAsync(query.ListAsync, cancel);
            var items = await query.RequireAsync(cancel);
            // One that was asked for by name is an object, as with kubectl; anything else is a list.
            if (query.IsNamed && items.Count == 1 && format is (OutputFormat.Json or OutputFormat.Yaml))
                Printer.Write(host.Terminal, format, JsonSerializer.SerializeToElement(items[0], resource.ItemType));
            else Printer.Write(host.Terminal, format, items, resource.ListType, resource.Columns, resource.Plural);
            return ExitCodes.Success;
        });
        return command;
    }

    public static Option<OutputFormat> OutputOption()
    {
        var option = new Option<OutputFormat>("--output", "-o") { Description = "How to print: table, wide, json or yaml; default table", HelpName = "FORMAT" };
        option.CompletionSources.Add(Formats);
        option.CustomParser = result =>
        {
            var format = Array.IndexOf(Formats, result.Tokens[0].Value);
            if (format < 0) result.AddError($"--output \"{result.Tokens[0].Value}\": must be one of {string.Join(", ", Formats)}");
            return (OutputFormat)Math.Max(0, format);
        };
        return option;
    }
}
