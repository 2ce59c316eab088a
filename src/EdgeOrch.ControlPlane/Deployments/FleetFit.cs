using EdgeOrch.Contracts;
using EdgeOrch.ControlPlane.Devices;
using EdgeOrch.ControlPlane.Fleet;

namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>Asks every device that manifests select whether it could run them. What fits at the moment may not when labels or devices change later: the device's <c>Blocked</c> condition says so then.</summary>
internal sealed class FleetFit(IGrainFactory grains)
{
    private const int Together = 100;

    /// <summary>Adds what does not fit to <paramref name="problems"/>, one problem a field with all the devices that it concerns.</summary>
    /// <param name="manifests">The manifests of one text.</param>
    /// <param name="images">For each manifest, for each container, its image; one that could not be pinned is not judged.</param>
    /// <param name="problems">Takes the problems.</param>
    public async Task CheckAsync(IReadOnlyList<ReadManifest> manifests, IReadOnlyList<IReadOnlyList<PinnedImage>> images, List<Problem> problems)
    {
        // 1. What fits no device whatever. It is not sent to any.
        DeploymentAssignment[] assignments = [.. manifests.Zip(images, Assignment)];
        var oversized = assignments.Select(MisfitProblems.Oversized).OfType<Problem>().ToList();
        problems.AddRange(oversized);
        if (oversized.Count > 0) return;

        // 2. What does not fit those that are selected.
        var found = new List<(string Device, Misfit Misfit)>();
        foreach (var batch in (await SelectAsync(assignments, manifests)).Chunk(Together))
            found.AddRange((await Task.WhenAll(batch.Select(AskAsync))).SelectMany(misfits => misfits));
        foreach (var (manifest, assignment) in manifests.Zip(assignments))
            problems.AddRange(MisfitProblems.Create(manifest, assignment, [.. found.Where(each => each.Misfit.Deployment == assignment.Deployment)]));
    }

    // The revision does not matter here, and has no number yet.
    private static DeploymentAssignment Assignment(ReadManifest read, IReadOnlyList<PinnedImage> images) =>
        new(read.Manifest.Metadata.Name, int.MaxValue, read.Manifest.Spec.Containers, images);

    private async Task<IEnumerable<(string Device, DeploymentAssignment[] Assignments)>> SelectAsync(
        DeploymentAssignment[] assignments, IReadOnlyList<ReadManifest> manifests)
    {
        var index = grains.GetGrain<IFleetIndexGrain>(0);
        var selected = new List<(string Device, DeploymentAssignment Assignment)>();
        foreach (var (assignment, manifest) in assignments.Zip(manifests))
            selected.AddRange((await index.SelectDevicesAsync([manifest.Manifest.Spec.Selector])).Select(device => (device, assignment)));
        return selected.GroupBy(pair => pair.Device, pair => pair.Assignment).Select(group => (group.Key, group.ToArray()));
    }

    private async Task<IEnumerable<(string Device, Misfit Misfit)>> AskAsync((string Device, DeploymentAssignment[] Assignments) asked) =>
        (await grains.GetGrain<IDeviceGrain>(asked.Device).FindMisfitsAsync(asked.Assignments)).Select(misfit => (asked.Device, misfit));
}
