using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.ControlPlane.Devices;

namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>Applies a text of manifests: checks all of it first, against registry and fleet too, and then applies all of it.</summary>
internal sealed class ManifestApplier(ImagePinner pinner, FleetFit fleet, IGrainFactory grains)
{
    /// <returns>The result; or null, and every problem.</returns>
    public async Task<(ApplyResult? Result, IReadOnlyList<Problem> Problems)> ApplyAsync(string text, bool dryRun, CancellationToken cancellation)
    {
        var reading = ManifestReader.Read(text);
        if (reading.Problems.Count > 0) return (null, reading.Problems);
        var problems = new List<Problem>();
        var images = new List<IReadOnlyList<PinnedImage>>();
        foreach (var read in reading.Manifests) images.Add(await pinner.PinAsync(read, problems, cancellation));
        await fleet.CheckAsync(reading.Manifests, images, problems);
        if (problems.Count > 0) return (null, problems);

        var applied = new List<AppliedDeployment>();
        foreach (var (read, pinned) in reading.Manifests.Zip(images))
        {
            var change = new DeploymentChange(read.Manifest, read.Text, pinned);
            var deployment = grains.GetGrain<IDeploymentGrain>(change.Manifest.Metadata.Name);
            applied.Add(dryRun ? await deployment.PreviewAsync(change) : await deployment.ApplyAsync(change));
        }
        return (new ApplyResult(dryRun, applied), []);
    }
}
