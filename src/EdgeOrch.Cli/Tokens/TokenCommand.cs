using System.CommandLine;
using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Devices;
using EdgeOrch.Cli.Get;
using EdgeOrch.Cli.Output;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Cli.Tokens;

/// <summary><c>edgectl token</c>: join tokens, with which devices enrol.</summary>
internal static class TokenCommand
{
    private static readonly string LifetimeRule = $"{JoinTokenRequest.ShortestLifetime} to {JoinTokenRequest.LongestLifetime}";

    public static Command Create(CommandHost host) => new Verb(
        "token",
        "Create, list and remove join tokens",
        "TOKEN=$(edgectl token create --uses 20 --ttl 1h --label site=berlin)",
        "edgectl token ls",
        "edgectl token rm 3f9a1c") { CreateToken(host), List(host), Remove(host) };

    private static Verb CreateToken(CommandHost host)
    {
        var uses = new Option<int>("--uses") { Description = $"How many devices may join with it, 1 to {JoinTokenRequest.MaxUses}", HelpName = "N", DefaultValueFactory = _ => 1 };
        uses.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !(int.TryParse(text, out var n) && n is >= 1 and <= JoinTokenRequest.MaxUses)) result.AddError($"--uses {text}: must be 1 to {JoinTokenRequest.MaxUses}");
        });
        var lifetime = new Option<string>("--ttl") { Description = $"How long it is valid, {LifetimeRule}", HelpName = "DURATION", DefaultValueFactory = _ => "24h" };
        var labels = new Option<string[]>("--label") { Description = "Label that devices get that join with it; may be repeated", HelpName = "KEY=VALUE" };
        var command = new Verb("create", "Create a join token and print it; it is shown this once", "edgectl token create", "edgectl token create --uses 20 --ttl 1h --label site=berlin") { uses, lifetime, labels };
        command.SetAction(async (parsed, cancel) =>
        {
            var request = new JoinTokenRequest(parsed.GetValue(uses), Lifetime(parsed.GetValue(lifetime)!), LabelChanges.ParseSettings(parsed.GetValue(labels) ?? []));
            using var api = host.Connect(parsed);
            var token = await api.SendAsync(HttpMethod.Post, "/v1/join-tokens", request, WireJson.Default.JoinTokenRequest, WireJson.Default.JoinTokenResult, cancel);
            // Alone on standard output, so that a script can take it.
            host.Terminal.Out.WriteLine(token.Token);
            host.Terminal.Error.WriteLine($"join token {token.Id}: {Words.Count(request.Uses, "use")}, until {Words.Time(token.ExpiresAt)}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Verb List(CommandHost host)
    {
        var output = GetVerb.OutputOption();
        var command = new Verb("ls", "List join tokens, without their secrets", "edgectl token ls") { output };
        command.SetAction(async (parsed, cancel) =>
        {
            using var api = host.Connect(parsed);
            var resource = Resources.Tokens(host);
            Printer.Write(host.Terminal, parsed.GetValue(output), await resource.ListAsync(api, cancel), resource.ListType, resource.Columns, resource.Plural);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Verb Remove(CommandHost host)
    {
        var ids = new Argument<string[]>("ID") { Description = "The tokens' ids", Arity = ArgumentArity.OneOrMore };
        var command = new Verb("rm", "Remove join tokens; devices that joined with them stay", "edgectl token rm 3f9a1c") { ids };
        command.SetAction(async (parsed, cancel) =>
        {
            using var api = host.Connect(parsed);
            foreach (var id in parsed.GetValue(ids)!)
            {
                await api.DeleteAsync($"/v1/join-tokens/{Uri.EscapeDataString(id)}", cancel);
                host.Terminal.Out.WriteLine($"token/{id} deleted");
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static Duration Lifetime(string text)
    {
        if (!Duration.TryParse(text, out var lifetime)) throw new UsageException($"--ttl \"{text}\": must be {Duration.Rule}");
        if (lifetime.Value < JoinTokenRequest.ShortestLifetime.Value || lifetime.Value > JoinTokenRequest.LongestLifetime.Value)
            throw new UsageException($"--ttl \"{text}\": must be {LifetimeRule}");
        return lifetime;
    }
}
