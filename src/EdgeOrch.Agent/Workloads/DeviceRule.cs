using System.Globalization;
using EdgeOrch.Containers.Spec;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Workloads;

/// <summary>A manifest's device nodes: their numbers read from the device's own /dev, and the rules that let the container use them.</summary>
internal static class DeviceRule
{
    /// <summary>Nodes and rules; rules are null where the runtime's default is enough. What every container may use, the runtime adds.</summary>
    /// <exception cref="WorkloadException"><c>device-missing</c> or <c>device-unsupported</c>.</exception>
    public static (IReadOnlyList<DeviceSpec> Nodes, IReadOnlyList<DeviceRuleSpec>? Rules) Resolve(ContainerManifest container)
    {
        if (container.Gpio.Count > 0)
            throw new WorkloadException("gpio-unsupported", $"gpio \"{container.Gpio[0].Name}\": GPIO lines are not yet available on this device", retryable: false);
        if (container.Devices.Count == 0) return ([], null);
        var nodes = container.Devices.Select(Node).ToList();
        List<DeviceRuleSpec> rules =
        [
            .. nodes.Zip(container.Devices, (node, written) =>
                new DeviceRuleSpec { Allow = true, Type = node.Type, Major = node.Major, Minor = node.Minor, Access = written.Permissions }),
        ];
        return (nodes, rules);
    }

    private static DeviceSpec Node(DeviceManifest device)
    {
        if (device.Path is not { } path)
            throw new WorkloadException("device-unsupported", $"bus \"{device.Bus}\": buses of firmware profiles are not yet available on this device", retryable: false);
        if (!path.StartsWith("/dev/", StringComparison.Ordinal) || path.Split('/').Any(s => s is ".." or "."))
            throw new WorkloadException("device-unsupported", $"device \"{path}\": must be an absolute path below /dev", retryable: false);
        if (!DeviceNode.TryRead(path, out var type, out var major, out var minor))
            throw new WorkloadException("device-missing", $"device \"{path}\": no character or block device on this device");
        return new DeviceSpec { Path = path, Type = type.ToString(CultureInfo.InvariantCulture), Major = major, Minor = minor };
    }
}
