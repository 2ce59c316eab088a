using System.CommandLine;
using System.Text;
using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Connection;

namespace EdgeOrch.Cli.Configuration;

/// <summary><c>edgectl config set-context</c>: adds a context or changes what is given of one.</summary>
internal static class SetContextCommand
{
    public static Command Create(CommandHost host)
    {
        var name = Names.Checked("NAME", "The context's name");
        var token = new Option<string?>("--token") { Description = "Store this bearer token in the config file; --token-file keeps it out of the shell's history", HelpName = "TOKEN" };
        var embed = new Option<bool>("--embed-certs") { Description = "Store the CA's certificates in the config file, instead of their path" };
        var command = new Verb(
            "set-context",
            "Add a context, or change what is given of one; the first one becomes the current one",
            "edgectl config set-context lab --server https://orch:8443 --token-file ~/lab.token --certificate-authority ca.pem --embed-certs",
            "edgectl config set-context lab --server https://orch.example:443") { name, token, embed };
        command.SetAction(parsed =>
        {
            var config = host.Config.Load();
            var context = config.Find(parsed.GetValue(name)!) ?? new CliContext { Name = parsed.GetValue(name)! };
            context = WithServer(context, parsed.GetValue(host.Options.Server));
            context = WithToken(context, parsed.GetValue(token), parsed.GetValue(host.Options.TokenFile));
            context = WithAuthority(context, parsed.GetValue(host.Options.Authority), parsed.GetValue(embed));
            if (context.Server is null) throw new UsageException($"context \"{context.Name}\": a new context needs --server");
            host.Config.Save(config.With(context));
            host.Terminal.Out.WriteLine($"context \"{context.Name}\" set");
        });
        return command;
    }

    private static CliContext WithServer(CliContext context, string? server)
    {
        if (server is null) return context;
        Endpoint.ParseServer(server);
        return context with { Server = server };
    }

    private static CliContext WithToken(CliContext context, string? token, string? file)
    {
        if (token is not null && file is not null) throw new UsageException("--token and --token-file: give one of the two");
        if (token is not null) return context with { Token = token, TokenFile = null };
        return file is null ? context : context with { Token = null, TokenFile = Path.GetFullPath(file) };
    }

    private static CliContext WithAuthority(CliContext context, string? file, bool embed)
    {
        if (file is null) return embed ? throw new UsageException("--embed-certs: needs --certificate-authority") : context;
        var pem = Encoding.UTF8.GetString(Files.Read(file, Files.MaxPemBytes, "certificate authority"));
        Endpoint.ParseAuthorities(pem, $"certificate authority \"{file}\"");
        return embed
            ? context with { Authority = null, AuthorityData = pem }
            : context with { Authority = Path.GetFullPath(file), AuthorityData = null };
    }
}
