using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;

namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>Applies a text of manifests: checks all of it first, and then applies all of it.</summary>
internal sealed class ManifestApplier(ImagePinner pinner, IGrainFactory grains)
{
    /// <returns>The result; or null, and every problem.</returns>
    public async Task<(ApplyResult? Result, IReadOnlyList<Problem> Problems)> ApplyAsync(string text, bool dryRun, CancellationToken cancellation)
    {
        var reading = ManifestReader.Read(text);
        if (reading.Problems.Count > 0) return (null, reading.Problems);
        var problems = new List<Problem>();
        var changes = new List<DeploymentChange>();
        foreach (var read in reading.Manifests)
            changes.Add(new DeploymentChange(read.Manifest, read.Text, await pinner.PinAsync(read, problems, cancellation)));
        if (problems.Count > 0) return (null, problems);

        var applied = new List<AppliedDeployment>();
        foreach (var change in changes)
        {
            var deployment = grains.GetGrain<IDeploymentGrain>(change.Manifest.Metadata.Name);
            applied.Add(dryRun ? await deployment.PreviewAsync(change) : await deployment.ApplyAsync(change));
        }
        return (new ApplyResult(dryRun, applied), []);
    }
}
