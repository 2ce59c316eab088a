using System.Net.Http.Headers;
using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Connection;
using EdgeOrch.Cli.Output;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;

namespace EdgeOrch.Cli.Apply;

/// <summary>Sends manifests, one request a file, and says what came of each.</summary>
internal sealed class Applier(ApiClient api, Terminal terminal, bool diff)
{
    /// <summary>Applies all files, or none when one of them has a problem; false then, and the problems are printed.</summary>
    public async Task<bool> ApplyAsync(IReadOnlyList<ManifestFile> files, bool dryRun, CancellationToken cancel)
    {
        // Of several files, a problem in the last must be known before the first is applied.
        if (!dryRun && files.Count > 1 && !await EachAsync(files, dryRun: true, quiet: true, cancel)) return false;
        return await EachAsync(files, dryRun, quiet: false, cancel);
    }

    private async Task<bool> EachAsync(IReadOnlyList<ManifestFile> files, bool dryRun, bool quiet, CancellationToken cancel)
    {
        var fine = true;
        foreach (var file in files)
        {
            try
            {
                var result = await SendAsync(file, dryRun, cancel);
                if (!quiet) Print(file, result);
            }
            catch (ApiException e) when (e.Document is { Problems.Count: > 0 } document)
            {
                fine = false;
                foreach (var problem in document.Problems) Print(file, problem);
            }
        }

        return fine;
    }

    private async Task<ApplyResult> SendAsync(ManifestFile file, bool dryRun, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(file.Text);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/yaml");
        return await api.PostAsync($"/v1/apply?dryRun={(dryRun ? "true" : "false")}", content, WireJson.Default.ApplyResult, cancel);
    }

    private void Print(ManifestFile file, ApplyResult result)
    {
        foreach (var deployment in result.Deployments)
        {
            if (diff) Diff(deployment);
            var action = deployment.Action switch { ApplyAction.Created => "created", ApplyAction.Configured => "configured", _ => "unchanged" };
            terminal.Out.WriteLine(
                $"deployment/{deployment.Name} {action} (revision {deployment.Revision}, {Words.Count(deployment.Devices.Count, "device")}){(result.DryRun ? " (dry run)" : "")}");
            foreach (var warning in deployment.Warnings) Print(file, warning);
        }
    }

    private void Diff(AppliedDeployment deployment) => UnifiedDiff.Write(
        terminal.Out,
        deployment.PreviousManifest is null ? "/dev/null" : $"deployment/{deployment.Name} (current)",
        $"deployment/{deployment.Name} (new)",
        deployment.PreviousManifest,
        deployment.Manifest);

    private void Print(ManifestFile file, Problem problem)
    {
        var place = problem.Line is { } line ? $"{file.Name}:{line}" : file.Name;
        var path = problem.Path.Length > 0 ? $"{problem.Path}: " : "";
        var warning = problem.Severity == ProblemSeverity.Warning ? "warning: " : "";
        terminal.Error.WriteLine(TableText.Safe($"{place}: {warning}{path}{problem.Message}"));
    }
}
