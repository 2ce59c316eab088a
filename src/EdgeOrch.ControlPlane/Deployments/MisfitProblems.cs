using EdgeOrch.Contracts;
using EdgeOrch.ControlPlane.Deployments.Reading;
using EdgeOrch.ControlPlane.Devices;

namespace EdgeOrch.ControlPlane.Deployments;

/// <summary>Says what of a manifest does not fit which devices: one problem a field, with the value, the devices and what would be right.</summary>
internal static class MisfitProblems
{
    private const int NamedDevices = 5;

    /// <summary>A deployment that alone is too large for any device; null when it is not.</summary>
    public static Problem? Oversized(DeploymentAssignment assignment)
    {
        var bytes = DesiredSize.Of(assignment);
        return bytes <= DesiredSize.Most ? null : new Problem(
            DeviceFit.Reason(MisfitKind.DesiredBytes), "spec.containers",
            $"deployment \"{assignment.Deployment}\" has {bytes} bytes as a device gets it: a device's desired state may have {DesiredSize.Most}");
    }

    /// <summary>What does not fit devices.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="assignment">What the devices were asked about.</param>
    /// <param name="found">What they answered.</param>
    public static IEnumerable<Problem> Create(ReadManifest manifest, DeploymentAssignment assignment, IReadOnlyList<(string Device, Misfit Misfit)> found) => found
        .Where(each => !IsUnpinned(each.Misfit, assignment))
        .GroupBy(each => (each.Misfit.Container, each.Misfit.Kind))
        .OrderBy(group => group.Key.Container ?? int.MaxValue).ThenBy(group => group.Key.Kind)
        .Select(group => Create(manifest, assignment, group.Key.Container, group.Key.Kind, [.. group]));

    // Its problem is that it is not in the registry; the platforms that it lacks come of that.
    private static bool IsUnpinned(Misfit misfit, DeploymentAssignment assignment) =>
        misfit is { Kind: MisfitKind.Platform, Container: { } index } && assignment.Images[index].Platforms.Count == 0;

    private static Problem Create(
        ReadManifest manifest, DeploymentAssignment assignment, int? container, MisfitKind kind, (string Device, Misfit Misfit)[] found)
    {
        var path = container is { } index ? $"spec.containers[{index}]" : "spec.containers";
        var lines = container is { } place ? manifest.Lines[place] : null;
        var resources = container is { } own ? assignment.Containers[own].Resources : null;
        var least = found.MinBy(each => each.Misfit.Amount).Misfit.Has;
        var (field, line, message) = kind switch
        {
            MisfitKind.Platform => (
                ".image", lines!.Image, $"{Image(assignment, container!.Value)}; {Devices(found, "is", "are")}: push it for this platform as well, or select other devices"),
            MisfitKind.Cpu => (
                ".resources.cpu", lines!.Cpu, $"{resources!.Cpu} is more than a selected device has; {Devices(found, "has", "have")}: ask for {least} at most, or select other devices"),
            MisfitKind.Memory => (
                ".resources.memory", lines!.Memory, $"{resources!.Memory} is more than a selected device has; {Devices(found, "has", "have")}: ask for {least} at most, or select other devices"),
            MisfitKind.Workloads => (
                "", (int?)null, $"too many for a selected device, which may run {Limits.WorkloadsPerDevice} containers; {Devices(found, "would run", "would run")}: remove some, or select other devices"),
            _ => (
                "", null, $"too large for a selected device, whose desired state may have {DesiredSize.Most} bytes; {Devices(found, "would have", "would have")}: shorten it, or select other devices"),
        };
        return new Problem(DeviceFit.Reason(kind), path + field, message, line);
    }

    private static string Image(DeploymentAssignment assignment, int container) =>
        $"image {Shown.Quote(assignment.Containers[container].Image)} is for {DeviceFit.Platforms(assignment.Images[container])}";

    /// <summary>Such as <c>devices "a", "b" have 1Gi, device "c" has 2Gi and 3 more devices</c>.</summary>
    private static string Devices((string Device, Misfit Misfit)[] found, string one, string many)
    {
        var named = found.OrderBy(each => each.Device, StringComparer.Ordinal).Take(NamedDevices).GroupBy(each => each.Misfit.Has, each => $"\"{each.Device}\"").ToArray();
        var text = string.Join(", ", named.Select(group => group.Count() == 1 ? $"device {group.Single()} {one} {group.Key}" : $"devices {string.Join(", ", group)} {many} {group.Key}"));
        var more = found.Length - NamedDevices;
        return more > 0 ? $"{text}, and {more} more {(more == 1 ? "device" : "devices")}" : text;
    }
}
