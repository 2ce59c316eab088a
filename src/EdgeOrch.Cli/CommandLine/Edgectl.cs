using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using EdgeOrch.Cli.About;
using EdgeOrch.Cli.Apply;
using EdgeOrch.Cli.Completion;
using EdgeOrch.Cli.Configuration;
using EdgeOrch.Cli.Delete;
using EdgeOrch.Cli.Describe;
using EdgeOrch.Cli.Devices;
using EdgeOrch.Cli.Events;
using EdgeOrch.Cli.Get;
using EdgeOrch.Cli.Images;
using EdgeOrch.Cli.Logs;
using EdgeOrch.Cli.Tokens;
using EdgeOrch.Cli.Top;
using EdgeOrch.Images;

namespace EdgeOrch.Cli.CommandLine;

/// <summary>The program: its commands, and how their failures become exit codes.</summary>
internal static class Edgectl
{
    private static readonly string[] Examples =
    [
        "edgectl config set-context lab --server https://orch:8443 --token-file ~/lab.token --certificate-authority ca.pem",
        "edgectl apply -f sensor.yaml",
        "edgectl get devices -o wide",
        "edgectl describe deployment sensor",
        "edgectl logs gateway-7 sensor/reader -f",
    ];

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancel = default)
    {
        var parsed = Root(new CommandHost(terminal)).Parse(arguments);
        if (parsed.Action is ParseErrorAction) return Misused(parsed, terminal);
        var invocation = new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false };
        try
        {
            return await parsed.InvokeAsync(invocation, cancel);
        }
        catch (UsageException e)
        {
            return Failed(terminal, e.Message, ExitCodes.Usage);
        }
        catch (Exception e) when (e is CliException or ImageException)
        {
            return Failed(terminal, e.Message, ExitCodes.Failure);
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (IOException e)
        {
            // Most often: whoever read our output is gone.
            return Failed(terminal, e.Message, ExitCodes.Failure);
        }
    }

    internal static RootCommand Root(CommandHost host)
    {
        var root = new RootCommand("edgectl: the operator's tool of EdgeOrch")
        {
            ApplyCommand.Create(host),
            GetCommand.Create(host),
            DescribeCommand.Create(host),
            DeleteCommand.Create(host),
            LogsCommand.Create(host),
            EventsCommand.Create(host),
            TopCommand.Create(host),
            ImageCommand.Create(host),
            DeviceCommand.Create(host),
            TokenCommand.Create(host),
            ConfigCommand.Create(host),
            CompletionCommand.Create(host),
            VersionCommand.Create(host),
        };
        host.Options.AddTo(root);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExamplesHelp((HelpAction)help.Action!, Examples);
        return root;
    }

    private static int Misused(ParseResult parsed, Terminal terminal)
    {
        var path = new Stack<string>();
        for (var at = parsed.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult) path.Push(at.Command is RootCommand ? "edgectl" : at.Command.Name);
        // A word that is no command would otherwise only be told as a command that is missing.
        var message = parsed.UnmatchedTokens is [var word, ..] && parsed.CommandResult.Command.Subcommands.Count > 0
            ? $"\"{word}\": is no command here; must be one of {string.Join(", ", parsed.CommandResult.Command.Subcommands.Select(c => c.Name))}"
            : parsed.Errors[0].Message.TrimEnd('.');
        return Failed(terminal, $"{message}; see {string.Join(' ', path)} --help", ExitCodes.Usage);
    }

    private static int Failed(Terminal terminal, string message, int code)
    {
        terminal.Error.WriteLine($"edgectl: {message.ReplaceLineEndings(" ")}");
        return code;
    }
}
