using System.CommandLine;
using EdgeOrch.Cli.CommandLine;

namespace EdgeOrch.Cli.Apply;

/// <summary><c>edgectl apply</c>: makes what a manifest says the wish of the control plane.</summary>
internal static class ApplyCommand
{
    public static Command Create(CommandHost host)
    {
        var files = ManifestFiles.Option(required: true);
        var dryRun = new Option<bool>("--dry-run") { Description = "Check everything and say what would happen, but change nothing" };
        var diff = new Option<bool>("--diff") { Description = "Show the difference to the revision before" };
        var command = new Verb(
            "apply",
            "Create or update deployments from manifests",
            "edgectl apply -f sensor.yaml",
            "edgectl apply -f manifests/ --dry-run --diff",
            "kustomize build . | edgectl apply -f -") { files, dryRun, diff };
        command.SetAction(async (parsed, cancel) =>
        {
            var manifests = ManifestFiles.Read(parsed.GetValue(files)!, host.Terminal.In);
            using var api = host.Connect(parsed);
            var applier = new Applier(api, host.Terminal, parsed.GetValue(diff));
            return await applier.ApplyAsync(manifests, parsed.GetValue(dryRun), cancel) ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }
}
