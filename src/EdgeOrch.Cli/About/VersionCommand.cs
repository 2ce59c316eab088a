using System.CommandLine;
using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Contracts;

namespace EdgeOrch.Cli.About;

/// <summary><c>edgectl version</c>: of this program and of the control plane.</summary>
internal static class VersionCommand
{
    public static Command Create(CommandHost host)
    {
        var client = new Option<bool>("--client") { Description = "Only this program's; no control plane is asked" };
        var command = new Verb("version", "Print the versions of edgectl and of the control plane", "edgectl version", "edgectl version --client") { client };
        command.SetAction(async (parsed, cancel) =>
        {
            host.Terminal.Out.WriteLine($"edgectl {CliVersion.Text}");
            if (parsed.GetValue(client)) return ExitCodes.Success;
            using var api = host.Connect(parsed);
            var server = await api.GetAsync("/v1/server", WireJson.Default.ServerView, cancel);
            host.Terminal.Out.WriteLine($"edgeorch {server.Version}");
            return ExitCodes.Success;
        });
        return command;
    }
}
