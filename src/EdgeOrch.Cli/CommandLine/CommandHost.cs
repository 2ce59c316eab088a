using System.CommandLine;
using EdgeOrch.Cli.Configuration;
using EdgeOrch.Cli.Connection;

namespace EdgeOrch.Cli.CommandLine;

/// <summary>What the commands of one run share.</summary>
internal sealed class CommandHost(Terminal terminal)
{
    public Terminal Terminal { get; } = terminal;

    public GlobalOptions Options { get; } = new();

    public ConfigStore Config { get; } = new(terminal.Environment);

    public DateTimeOffset Now => Terminal.Clock.GetUtcNow();

    /// <summary>A client for the control plane that the command line and the config file name.</summary>
    /// <exception cref="CliException">None is named, or a part of it is malformed.</exception>
    public ApiClient Connect(ParseResult parsed) => new(Endpoint(parsed));

    /// <summary>The control plane that the command line and the config file name.</summary>
    /// <exception cref="CliException">None is named, or a part of it is malformed.</exception>
    public Endpoint Endpoint(ParseResult parsed)
    {
        var context = Chosen(parsed);
        if (parsed.GetValue(Options.Server) is { } server) context = context with { Server = server };
        if (parsed.GetValue(Options.TokenFile) is { } token) context = context with { Token = null, TokenFile = token };
        if (parsed.GetValue(Options.Authority) is { } authority) context = context with { Authority = authority, AuthorityData = null };
        return Connection.Endpoint.Of(context);
    }

    private CliContext Chosen(ParseResult parsed)
    {
        var config = Config.Load();
        var name = parsed.GetValue(Options.Context) ?? config.CurrentContext;
        if (name is not null)
        {
            return config.Find(name)
                ?? throw new CliException($"context \"{name}\": not in \"{Config.FilePath}\"; edgectl config get-contexts lists those that are");
        }

        if (parsed.GetValue(Options.Server) is { } server)
        {
            // The stored token is of a context, and no context was chosen: never send it to another server.
            return new CliContext { Name = "command line", Server = server };
        }

        throw new CliException($"no control plane is named: pass --server, or choose a context with edgectl config use-context (\"{Config.FilePath}\")");
    }
}
