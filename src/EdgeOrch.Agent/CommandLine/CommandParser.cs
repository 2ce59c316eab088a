using System.Text;
using EdgeOrch.Agent.Running;

namespace EdgeOrch.Agent.CommandLine;

/// <summary>The command line of a program with commands: <c>program [options] command [options] [arguments]</c>.</summary>
/// <param name="program">The program's name.</param>
/// <param name="summary">What it is, one line.</param>
/// <param name="globals">Options that every command takes, before or behind it.</param>
/// <param name="commands">The commands.</param>
/// <remarks>Written by hand: a package for it would cost the agent memory on every device.</remarks>
internal sealed class CommandParser(
    string program, string summary, IReadOnlyList<OptionSpec> globals, IReadOnlyList<CommandSpec> commands)
{
    private const int UsageExitCode = 2;

    /// <summary>Parses and runs; usage errors become one line on the error stream and exit code 2.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Receives help and version; null means the console, which is opened only when it is needed.</param>
    /// <param name="error">Receives usage errors; null means the console.</param>
    public int Run(IReadOnlyList<string> args, TextWriter? output = null, TextWriter? error = null)
    {
        try
        {
            var (command, parsed) = Parse(args);
            if (parsed.Has("--version")) (output ?? Console.Out).WriteLine($"{program} {FactsReader.Version}");
            else if (command is null || parsed.Has("--help")) (output ?? Console.Out).Write(Help(command));
            else return command.Run(parsed);
            return 0;
        }
        catch (UsageException usage)
        {
            (error ?? Console.Error).WriteLine($"{program}: {usage.Message}; see {program} --help");
            return UsageExitCode;
        }
    }

    /// <summary>Takes a command line apart; no command comes back when only help or the version is asked for.</summary>
    /// <exception cref="UsageException">It is wrong.</exception>
    public (CommandSpec? Command, ParsedArguments Arguments) Parse(IReadOnlyList<string> args)
    {
        CommandSpec? command = null;
        var arguments = new List<string>();
        var values = new Dictionary<string, List<string>>();
        var verbatim = false;
        for (var i = 0; i < args.Count; i++)
        {
            var arg = args[i];
            if (!verbatim && arg == "--" && command is not null) verbatim = true;
            else if (!verbatim && arg.Length > 1 && arg[0] == '-') i = TakeOption(args, i, command, values);
            else if (command is null) command = commands.FirstOrDefault(c => c.Name == arg) ?? throw new UsageException($"unknown command \"{arg}\"");
            else
            {
                arguments.Add(arg);
                verbatim |= command.RestIsVerbatim;
            }
        }

        var parsed = new ParsedArguments(arguments, values.ToDictionary(v => v.Key, v => (IReadOnlyList<string>)v.Value));
        if (parsed.Has("--help") || parsed.Has("--version")) return (command, parsed);
        if (command is null) throw new UsageException("no command");
        if (arguments.Count < command.MinArguments) throw new UsageException($"{command.Name} needs {command.Arguments}");
        if (arguments.Count > command.MaxArguments) throw new UsageException($"{command.Name} does not take \"{arguments[command.MaxArguments]}\"");
        return (command, parsed);
    }

    /// <summary>The help text of a command, or of the program.</summary>
    public string Help(CommandSpec? command)
    {
        var text = new StringBuilder();
        if (command is null)
        {
            text.Append($"{program}: {summary}\n\nusage: {program} [options] command [options] [arguments]\n\ncommands:\n");
            foreach (var each in commands) text.Append($"  {each.Name,-10} {each.Summary}\n");
        }
        else
        {
            text.Append($"{program} {command.Name}: {command.Summary}\n\nusage: {program} [options] {command.Name} [options] {command.Arguments}\n");
        }

        text.Append("\noptions:\n");
        foreach (var option in (command?.Options ?? []).Concat(globals)) Append($"{option.Short} {option.Name} {option.Value}".Trim(), option.Help);
        Append("--help", "this text; behind a command, that command's");
        Append("--version", "the version");
        text.Append("\nexamples:\n");
        foreach (var example in command?.Examples ?? [.. commands.SelectMany(c => c.Examples.Take(1))]) text.Append($"  {example}\n");
        return text.ToString();

        void Append(string left, string right) => text.Append($"  {left,-26} {right}\n");
    }

    private int TakeOption(IReadOnlyList<string> args, int index, CommandSpec? command, Dictionary<string, List<string>> values)
    {
        var (name, value) = (args[index], (string?)null);
        if (name.StartsWith("--", StringComparison.Ordinal) && name.IndexOf('=', StringComparison.Ordinal) is > 0 and var at)
            (name, value) = (name[..at], name[(at + 1)..]);
        if (name is "-h") name = "--help";
        if (name is "--help" or "--version")
        {
            values[name] = [""];
            return index;
        }

        var option = (command?.Options ?? []).Concat(globals).FirstOrDefault(o => o.Name == name || o.Short == name)
            ?? throw new UsageException($"unknown option \"{name}\"{(command is null ? "" : $" of {command.Name}")}");
        if (option.Value is null && value is not null) throw new UsageException($"option \"{name}\" takes no value");
        if (option.Value is not null && value is null)
            value = ++index < args.Count ? args[index] : throw new UsageException($"option \"{name}\" needs {option.Value}");
        if (!values.TryGetValue(option.Name, out var list)) values[option.Name] = list = [];
        list.Add(value ?? "");
        return index;
    }
}
