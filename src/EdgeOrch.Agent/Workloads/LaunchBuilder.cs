using EdgeOrch.Agent.Images;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Containers.Rootfs;
using EdgeOrch.Containers.Spec;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Workloads;

/// <summary>Makes of a wish and its image what the supervisor runs.</summary>
internal sealed class LaunchBuilder(DataFolder data, bool allowPrivileged = true)
{
    private const long CpuPeriodMicroseconds = 100_000;
    private readonly VolumeRule _volumes = new(data.Volumes);

    /// <summary>The launch; its generated files and named volumes are there on return.</summary>
    /// <exception cref="WorkloadException">It cannot run as written.</exception>
    /// <exception cref="IOException">Its files cannot be written.</exception>
    public ContainerLaunch Build(DesiredWorkload workload, StoredImage image)
    {
        var container = workload.Container;
        var privileged = container.Privileged is true;
        if (privileged && !allowPrivileged)
            throw new WorkloadException("privileged-forbidden", "privileged: this device forbids it (\"allowPrivileged\": false in its agent.json)", retryable: false);

        // overlayfs refuses a folder that is there twice, and below itself a layer changes nothing.
        IReadOnlyList<string> layers = [.. image.LayerPaths.Reverse().Distinct()];
        var metadata = LaunchMetadata.Of(workload);
        var folder = Directory.CreateDirectory(Path.Combine(data.Workloads, workload.Id.FileName)).FullName;
        var config = image.Config.Config;
        return new ContainerLaunch
        {
            Id = workload.Id.FileName,
            Revision = workload.Revision,
            Spec = privileged ? PrivilegeRule.Apply(Spec(workload, config, layers, folder)) : Spec(workload, config, layers, folder),
            Unfiltered = privileged ? true : null,
            Rootfs = Rootfs(folder, metadata.Fingerprint, layers),
            Network = container.Network == NetworkMode.Bridge ? NetworkFiles.OnBridge(folder, container.Name, container.Ports ?? []) : null,
            Restart = new RestartRule(container.Restart.Policy, container.Restart.InitialBackoff.Value, container.Restart.MaxBackoff.Value),
            StopSignal = StopSignalRule.Resolve(container.StopSignal, config?.StopSignal),
            StopGrace = container.StopGracePeriod.Value,
            Metadata = metadata.ToText(),
            After = container.DependsOn?.Select(d => new WorkloadId(workload.Deployment, d.Name).FileName).ToArray(),
        };
    }

    private ContainerSpec Spec(DesiredWorkload workload, EdgeOrch.Images.Manifests.ProcessConfig? config, IReadOnlyList<string> layers, string folder)
    {
        var container = workload.Container;
        var host = container.Network == NetworkMode.Host;
        var hostName = host ? Environment.MachineName : container.Name;
        var (user, home) = UserRule.Resolve(container.User ?? config?.User, layers);
        var (nodes, rules) = DeviceRule.Resolve(container);
        var plain = SpecDefaults.Container(CommandLineRule.Resolve(container, config), host);
        var workingDir = container.WorkingDir ?? config?.WorkingDir;
        return plain with
        {
            Hostname = hostName,
            Process = plain.Process with
            {
                User = user,
                Env = EnvironmentRule.Merge(container, config, hostName, home),
                Cwd = string.IsNullOrEmpty(workingDir) ? "/" : workingDir,
                Capabilities = SpecDefaults.Capabilities(CapabilityRule.Resolve(Capabilities(container))),
            },
            Root = plain.Root with { Readonly = container.ReadOnlyRootFilesystem },
            Mounts = [.. plain.Mounts, .. NetworkFiles.Make(folder, hostName, container.Network), .. _volumes.Mounts(workload.Deployment, container.Volumes)],
            Linux = plain.Linux with { Devices = nodes, Resources = Resources(container.Resources, rules) },
        };
    }

    private static CapabilitiesManifest Capabilities(ContainerManifest container) =>
        container.Privileged is true ? new CapabilitiesManifest { Add = ["ALL"] } : container.Capabilities;

    private static ResourceSpec Resources(ResourceManifest resources, IReadOnlyList<DeviceRuleSpec>? rules) => new()
    {
        Memory = resources.Memory is { } memory ? new MemorySpec { Limit = memory.Bytes } : null,
        Cpu = resources.Cpu is { Millicores: > 0 } cpu ? new CpuSpec { Quota = Math.Max(1000, cpu.Millicores * CpuPeriodMicroseconds / 1000), Period = CpuPeriodMicroseconds } : null,
        Pids = new PidsSpec { Limit = resources.Pids },
        Devices = rules,
    };

    // The writable folders belong to one wish: another image or manifest begins with empty ones, a restart finds its own again.
    private static RootfsSpec Rootfs(string folder, string fingerprint, IReadOnlyList<string> layers)
    {
        var own = Path.Combine(folder, fingerprint[..16]);
        var rootfs = new RootfsSpec(layers, Path.Combine(own, "upper"), Path.Combine(own, "work"), Path.Combine(folder, "root"));
        foreach (var path in (string[])[rootfs.Upper, rootfs.Work, rootfs.MountPoint]) Directory.CreateDirectory(path);
        return rootfs;
    }
}
