using System.CommandLine;
using EdgeOrch.Cli.CommandLine;

namespace EdgeOrch.Cli.Completion;

/// <summary><c>edgectl completion SHELL</c>: a script that asks this program itself what may come next.</summary>
internal static class CompletionCommand
{
    public static Command Create(CommandHost host)
    {
        var command = new Verb(
            "completion",
            "Print a completion script for a shell",
            "source <(edgectl completion bash)",
            "edgectl completion zsh > \"${fpath[1]}/_edgectl\"",
            "edgectl completion fish > ~/.config/fish/completions/edgectl.fish");
        foreach (var (shell, script) in CompletionScripts.All)
        {
            var verb = new Verb(shell, $"Print the completion script for {shell}", $"edgectl completion {shell}");
            verb.SetAction(_ => host.Terminal.Out.Write(script));
            command.Subcommands.Add(verb);
        }

        return command;
    }
}
