using System.Text;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Containers.Spec;
using EdgeOrch.Contracts;

namespace EdgeOrch.Agent.Supervision.Running;

/// <summary>Checks what a client sends before anything is made durable; every failure is <see cref="SupervisorErrorKind.Invalid"/>.</summary>
internal static class LaunchValidator
{
    /// <summary>Throws one exception that names every problem.</summary>
    public static void ThrowIfInvalid(ContainerLaunch launch)
    {
        ThrowIfInvalidId(launch.Id);
        var problems = new List<string>();
        foreach (var problem in SpecValidator.Validate(launch.Spec)) problems.Add($"spec.{problem.Path} {problem.Message}");
        if (launch.Revision < 0) problems.Add($"revision {launch.Revision} is negative");
        if (launch.StopSignal is < 1 or > 64) problems.Add($"stopSignal {launch.StopSignal} is not within 1 to 64");
        if (launch.StopGrace < TimeSpan.Zero || launch.StopGrace > Limits.StopGracePeriod) problems.Add($"stopGrace {launch.StopGrace} is not within 0 to {Limits.StopGracePeriod}");
        if (launch.Restart.InitialBackoff <= TimeSpan.Zero) problems.Add($"restart.initialBackoff {launch.Restart.InitialBackoff} is not above 0");
        if (launch.Restart.MaxBackoff < launch.Restart.InitialBackoff || launch.Restart.MaxBackoff > Limits.RestartBackoff)
            problems.Add($"restart.maxBackoff {launch.Restart.MaxBackoff} is not within the initial one to {Limits.RestartBackoff}");
        var metadata = Encoding.UTF8.GetByteCount(launch.Metadata);
        if (metadata > ContainerLaunch.MaxMetadataBytes) problems.Add($"metadata has {metadata} bytes; at most {ContainerLaunch.MaxMetadataBytes}");
        if (launch.Rootfs.Lowers.Count == 0) problems.Add("rootfs.lowers is empty");
        foreach (var lower in launch.Rootfs.Lowers) CheckFolder("rootfs.lowers", lower);
        CheckFolder("rootfs.upper", launch.Rootfs.Upper);
        CheckFolder("rootfs.work", launch.Rootfs.Work);
        CheckFolder("rootfs.mountPoint", launch.Rootfs.MountPoint);
        if (launch.Network is { } network) CheckNetwork(launch, network);
        if (problems.Count > 0) throw Invalid($"launch \"{launch.Id}\": {string.Join("; ", problems)}");

        void CheckNetwork(ContainerLaunch launch, LaunchNetwork network)
        {
            CheckFolder("network.hostsFile", network.HostsFile);
            CheckFolder("network.resolverFile", network.ResolverFile);
            if (!launch.Spec.Linux.Namespaces.Any(n => n is { Type: "network", Path: null })) problems.Add("network needs a new network namespace in spec.linux.namespaces");
            foreach (var port in network.Ports)
                if (port.Port is < 1 or > 65535 || port.DevicePort is < 1 or > 65535 || (port.HostIp is { } host && !System.Net.IPAddress.TryParse(host, out _)))
                    problems.Add($"network.ports: {port} is not of ports from 1 to 65535 and an IP address");
        }

        // Upper and work are deleted with the container: a path of one or two parts is somebody else's folder.
        void CheckFolder(string field, string path)
        {
            if (!Path.IsPathFullyQualified(path) || Path.GetFullPath(path) != path || path.Count(c => c == '/') < 3)
                problems.Add($"{field} \"{path}\" is not a plain absolute path of at least three parts");
        }
    }

    /// <summary>Throws unless the id is a workload's file name; it becomes part of paths.</summary>
    public static void ThrowIfInvalidId(string id)
    {
        if (!WorkloadId.TryParseFileName(id, out _)) throw Invalid($"id \"{id}\" is not of the form deployment.container");
    }

    /// <summary>Throws unless the time is within bounds.</summary>
    public static void ThrowIfInvalidTimeout(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero || timeout > Limits.HealthCheckTimeout) throw Invalid($"timeout {timeout} is not above 0 and at most {Limits.HealthCheckTimeout}");
    }

    private static SupervisorException Invalid(string message) => new(SupervisorErrorKind.Invalid, message);
}
