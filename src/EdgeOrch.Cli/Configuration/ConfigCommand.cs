using System.CommandLine;
using System.Text;
using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Output;

namespace EdgeOrch.Cli.Configuration;

/// <summary><c>edgectl config</c>: the contexts of the config file.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommandHost host) => new Verb(
        "config",
        "Choose, show and change contexts: which control plane to talk to, and how",
        "edgectl config set-context lab --server https://orch:8443 --token-file ~/lab.token --certificate-authority ca.pem",
        "edgectl config use-context lab",
        "edgectl config get-contexts")
    {
        View(host),
        GetContexts(host),
        CurrentContext(host),
        UseContext(host),
        SetContextCommand.Create(host),
        DeleteContext(host),
    };

    private static Verb View(CommandHost host)
    {
        var command = new Verb("view", "Print the config file, tokens left out", "edgectl config view");
        command.SetAction(_ => host.Terminal.Out.Write(Encoding.UTF8.GetString(ConfigJson.Write(host.Config.Load(), redacted: true))));
        return command;
    }

    private static Verb GetContexts(CommandHost host)
    {
        var command = new Verb("get-contexts", "List the contexts", "edgectl config get-contexts");
        command.SetAction(_ =>
        {
            var config = host.Config.Load();
            Column<CliContext>[] columns =
            [
                new("CURRENT", c => c.Name == config.CurrentContext ? "*" : ""),
                new("NAME", c => c.Name),
                new("SERVER", c => c.Server ?? ""),
                new("TOKEN", c => c.TokenFile ?? (c.Token is null ? "" : "stored")),
                new("CERTIFICATE-AUTHORITY", c => c.Authority ?? (c.AuthorityData is null ? "system" : "embedded")),
            ];
            if (config.Contexts.Count == 0) host.Terminal.Error.WriteLine("no contexts found");
            else TableText.Write(host.Terminal.Out, config.Contexts, columns, wide: false);
        });
        return command;
    }

    private static Verb CurrentContext(CommandHost host)
    {
        var command = new Verb("current-context", "Print the current context's name", "edgectl config current-context");
        command.SetAction(_ => host.Terminal.Out.WriteLine(
            host.Config.Load().CurrentContext ?? throw new CliException("no context is current; choose one with edgectl config use-context")));
        return command;
    }

    private static Verb UseContext(CommandHost host)
    {
        var name = Name(host);
        var command = new Verb("use-context", "Make a context the current one", "edgectl config use-context lab") { name };
        command.SetAction(parsed =>
        {
            var config = host.Config.Load();
            var context = Existing(host, config, parsed.GetValue(name)!);
            host.Config.Save(config with { CurrentContext = context.Name });
            host.Terminal.Out.WriteLine($"switched to context \"{context.Name}\"");
        });
        return command;
    }

    private static Verb DeleteContext(CommandHost host)
    {
        var name = Name(host);
        var command = new Verb("delete-context", "Remove a context", "edgectl config delete-context lab") { name };
        command.SetAction(parsed =>
        {
            var config = host.Config.Load();
            var context = Existing(host, config, parsed.GetValue(name)!);
            host.Config.Save(config.Without(context.Name));
            host.Terminal.Out.WriteLine($"context \"{context.Name}\" deleted");
        });
        return command;
    }

    private static Argument<string> Name(CommandHost host)
    {
        var argument = new Argument<string>("NAME") { Description = "The context's name" };
        argument.CompletionSources.Add(_ => ContextNames(host));
        return argument;
    }

    private static IEnumerable<string> ContextNames(CommandHost host)
    {
        try
        {
            return host.Config.Load().Contexts.Select(c => c.Name);
        }
        catch (CliException)
        {
            // Completion has no place to show an error; the command itself will.
            return [];
        }
    }

    private static CliContext Existing(CommandHost host, CliConfig config, string name) =>
        config.Find(name) ?? throw new CliException($"context \"{name}\": not in \"{host.Config.FilePath}\"");
}
