using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>Tells whether the containers of a revision can run on a device, and which image each runs there.</summary>
internal static class DeviceFit
{
    /// <summary>Everything of the containers that does not fit the device. A size that the device never told (0) cannot be judged.</summary>
    public static IEnumerable<Misfit> Misfits(DeploymentAssignment assignment, DeviceFacts facts)
    {
        foreach (var (index, (container, image)) in assignment.Containers.Zip(assignment.Images).Index())
        {
            if (ImageFor(image, facts.Platform) is null)
                yield return new Misfit(assignment.Deployment, MisfitKind.Platform, facts.Platform.ToString(), 0, index);
            if (container.Resources.Cpu is { } cpu && facts.CpuMillicores > 0 && cpu.Millicores > facts.CpuMillicores)
                yield return new Misfit(assignment.Deployment, MisfitKind.Cpu, CpuQuantity.FromMillicores(facts.CpuMillicores).ToString(), facts.CpuMillicores, index);
            if (container.Resources.Memory is { } memory && facts.MemoryBytes > 0 && memory.Bytes > facts.MemoryBytes)
                yield return new Misfit(assignment.Deployment, MisfitKind.Memory, MemoryQuantity.FromBytes(facts.MemoryBytes).ToString(), facts.MemoryBytes, index);
        }
    }

    /// <summary>Whether two reports tell the same of all that <see cref="Misfits"/> looks at.</summary>
    public static bool SameSize(DeviceFacts left, DeviceFacts right) =>
        (left.Platform, left.CpuMillicores, left.MemoryBytes) == (right.Platform, right.CpuMillicores, right.MemoryBytes);

    /// <summary>The condition of a device from which a revision is held back.</summary>
    public static Condition Blocked(Misfit misfit, DeploymentAssignment assignment, DateTimeOffset now) =>
        new("Blocked", true, Reason(misfit.Kind), Message(misfit, assignment), now, Retryable: false);

    /// <summary>The stable word for a kind of misfit.</summary>
    public static string Reason(MisfitKind kind) => kind switch
    {
        MisfitKind.Platform => "image-platform",
        MisfitKind.Workloads => "too-many-workloads",
        MisfitKind.DesiredBytes => "desired-too-large",
        _ => "too-large",
    };

    /// <summary>The platforms of an image, for a message.</summary>
    public static string Platforms(PinnedImage image) => string.Join(", ", image.Platforms.Select(platform => platform.Platform.ToString()));

    /// <summary>The image of the highest variant that the device can run; null when there is none.</summary>
    public static PlatformImage? ImageFor(PinnedImage image, Platform device) =>
        PlatformSelection.Select(image.Platforms, candidate => candidate.Platform, device);

    private static string Message(Misfit misfit, DeploymentAssignment assignment)
    {
        var container = misfit.Container is { } index ? assignment.Containers[index] : null;
        return misfit.Kind switch
        {
            MisfitKind.Platform =>
                $"image \"{container!.Image}\" of container \"{container.Name}\" is for {Platforms(assignment.Images[misfit.Container!.Value])}, the device is {misfit.Has}",
            MisfitKind.Cpu => $"container \"{container!.Name}\" asks for cpu {container.Resources.Cpu}, the device has {misfit.Has}",
            MisfitKind.Memory => $"container \"{container!.Name}\" asks for memory {container.Resources.Memory}, the device has {misfit.Has}",
            MisfitKind.Workloads => $"the device would run {misfit.Has} containers: may run {Limits.WorkloadsPerDevice} at most",
            _ => $"the device's desired state would have {misfit.Has} bytes: may have {DesiredSize.Most} at most",
        };
    }
}
