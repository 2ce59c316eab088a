using EdgeOrch.Agent.Images;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Containers.Spec;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.Agent.Tests.Workloads;

public sealed class LaunchBuilderTests : IDisposable
{
    // what is written → what is read of the launch → its value
    private static readonly Case[] s_cases =
    [
        new("memory", c => c with { Resources = new ResourceManifest { Memory = MemoryQuantity.FromBytes(64 << 20) } }, l => $"{l.Spec.Linux.Resources.Memory!.Limit}", "67108864"),
        new("memory left out", c => c, l => $"{l.Spec.Linux.Resources.Memory is null}", "True"),
        new("cpu", c => c with { Resources = new ResourceManifest { Cpu = CpuQuantity.FromMillicores(250) } }, Cpu, "25000/100000"),
        new("cpu of several cores", c => c with { Resources = new ResourceManifest { Cpu = CpuQuantity.FromMillicores(1500) } }, Cpu, "150000/100000"),
        new("cpu below the kernel's least", c => c with { Resources = new ResourceManifest { Cpu = CpuQuantity.FromMillicores(1) } }, Cpu, "1000/100000"),
        new("pids left out", c => c, l => $"{l.Spec.Linux.Resources.Pids!.Limit}", "1024"),
        new("pids", c => c with { Resources = new ResourceManifest { Pids = 7 } }, l => $"{l.Spec.Linux.Resources.Pids!.Limit}", "7"),
        new("user of the image", c => c, User, "1000:1001+2000"),
        new("user in numbers", c => c with { User = "5:6" }, User, "5:6+"),
        new("user by name", c => c with { User = "root" }, User, "0:0+"),
        new("environment", c => c with { Env = [new EnvVariable { Name = "MODE", Value = "test" }] }, l => string.Join(' ', l.Spec.Process.Env), "PATH=/image HOSTNAME=web HOME=/data MODE=test"),
        new("working folder of the image", c => c, l => l.Spec.Process.Cwd, "/srv"),
        new("working folder", c => c with { WorkingDir = "/data" }, l => l.Spec.Process.Cwd, "/data"),
        new("command", c => c with { Command = ["/other"], Args = ["-v"] }, l => string.Join(' ', l.Spec.Process.Args), "/other -v"),
        new("command left out", c => c, l => string.Join(' ', l.Spec.Process.Args), "/app serve"),
        new("read-only root", c => c with { ReadOnlyRootFilesystem = true }, l => $"{l.Spec.Root.Readonly}", "True"),
        new("root left out", c => c, l => $"{l.Spec.Root.Readonly}", "False"),
        new("no capabilities", c => c with { Capabilities = new CapabilitiesManifest { Drop = ["ALL"] } }, Capabilities, ""),
        new("one capability", c => c with { Capabilities = new CapabilitiesManifest { Drop = ["ALL"], Add = ["NET_RAW"] } }, Capabilities, "CAP_NET_RAW"),
        new("new privileges", c => c, l => $"{l.Spec.Process.NoNewPrivileges}", "True"),
        new("tmpfs", c => c with { Volumes = [new VolumeManifest { MountPath = "/cache", Tmpfs = new TmpfsManifest { Size = MemoryQuantity.FromBytes(4096) } }] },
            l => Mount(l, "/cache"), "tmpfs tmpfs nosuid,nodev,rw,mode=1777,size=4096"),
        new("host path", c => c with { Volumes = [new VolumeManifest { MountPath = "/host", HostPath = "/tmp", ReadOnly = true }] }, l => Mount(l, "/host"), "bind /tmp rbind,nosuid,nodev,ro"),
        new("named volume", c => c with { Volumes = [new VolumeManifest { MountPath = "/db", Name = "data" }] }, l => Mount(l, "/db").Split('/')[^1], "data rbind,nosuid,nodev,rw"),
        new("device", c => c with { Devices = [new DeviceManifest { Path = "/dev/zero" }] }, l => string.Join(' ', l.Spec.Linux.Devices.Select(d => $"{d.Path} {d.Type} {d.Major}:{d.Minor}")), "/dev/zero c 1:5"),
        new("device left out", c => c, l => $"{l.Spec.Linux.Devices.Count} {l.Spec.Linux.Resources.Devices is null}", "0 True"),
        new("network left out", c => c, l => $"{HasNetwork(l)} {l.Spec.Hostname}", "True web"),
        new("network of the device", c => c with { Network = NetworkMode.Host }, l => $"{HasNetwork(l)} {l.Spec.Hostname}", $"False {Environment.MachineName}"),
        new("network of the bridge", c => c with { Network = NetworkMode.Bridge, Ports = [new PortManifest { Port = 80 }] }, l => $"{HasNetwork(l)} {l.Network!.HostName} {l.Network.Ports[0].Port} {Mount(l, "/etc/hosts").Contains(l.Network.HostsFile)} {Mount(l, "/etc/resolv.conf").Contains(l.Network.ResolverFile)}", "True web 80 True True"),
        new("stop", c => c with { StopSignal = "SIGQUIT", StopGracePeriod = Duration.FromSeconds(3) }, l => $"{l.StopSignal} {l.StopGrace.TotalSeconds}", "3 3"),
        new("restart", c => c with { Restart = new RestartManifest { Policy = RestartPolicy.OnFailure } }, l => $"{l.Restart.Policy}", "OnFailure"),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly DataFolder _data;

    public LaunchBuilderTests()
    {
        _data = new DataFolder(_folder.Path);
        _data.Create();
        Directory.CreateDirectory(_folder.Of("layer", "etc"));
        File.WriteAllText(_folder.Of("layer", "etc", "passwd"), "root:x:0:0::/root:\napp:x:1000:1001::/data:\n");
        File.WriteAllText(_folder.Of("layer", "etc", "group"), "root:x:0:\ngpio:x:2000:app\n");
    }

    public static TheoryData<string> Cases { get; } = [.. s_cases.Select(c => c.Name)];

    // what is asked for that this device does not yet have → the reason
    public static TheoryData<string, string> Refused { get; } = new()
    {
        { "gpio", "gpio-unsupported" },
        { "bus", "device-unsupported" },
        { "device", "device-missing" },
        { "hostPath", "volume-missing" },
        { "user", "user-unknown" },
        { "capability", "capability-unknown" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Build_WhatIsWritten_IsWhatIsRun(string name)
    {
        var wanted = s_cases.Single(c => c.Name == name);
        Assert.Equal(wanted.Value, wanted.Read(Build(wanted.Change)));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Build_WhatCannotBe_IsRefusedByName(string what, string reason)
    {
        var e = Assert.Throws<WorkloadException>(() => Build(c => what switch
        {
            "gpio" => c with { Gpio = [new GpioManifest { Name = "gpio", Direction = GpioDirection.Input }] },
            "bus" => c with { Devices = [new DeviceManifest { Bus = "bus" }] },
            "device" => c with { Devices = [new DeviceManifest { Path = "/dev/no-device" }] },
            "hostPath" => c with { Volumes = [new VolumeManifest { MountPath = "/data", HostPath = "/no/hostPath" }] },
            "user" => c with { User = "no-user" },
            _ => c with { Capabilities = new CapabilitiesManifest { Add = ["no-capability"] } },
        }));
        Assert.Equal(reason, e.Reason);
        Assert.Contains(what, e.Message, StringComparison.Ordinal);

        // What may turn up by itself is waited for; what must be written anew is not.
        Assert.Equal(reason.EndsWith("missing", StringComparison.Ordinal), e.Retryable);
    }

    [Fact]
    public void Build_Always_PassesTheRuntimesOwnValidation()
    {
        foreach (var each in s_cases) Assert.Empty(EdgeOrch.Containers.Spec.SpecValidator.Validate(Build(each.Change).Spec));
    }

    [Fact]
    public void Build_LayersOfTheImage_AreTopFirst()
    {
        var launch = new LaunchBuilder(_data).Build(Wishes.Workload(), Image(_folder.Of("bottom"), _folder.Of("layer")));
        Assert.Equal([_folder.Of("layer"), _folder.Of("bottom")], launch.Rootfs.Lowers);
    }

    [Fact]
    public void Build_LayerThatIsThereTwice_IsTakenOnceAtItsTop()
    {
        var launch = new LaunchBuilder(_data).Build(Wishes.Workload(), Image(_folder.Of("layer"), _folder.Of("other"), _folder.Of("layer")));
        Assert.Equal([_folder.Of("layer"), _folder.Of("other")], launch.Rootfs.Lowers);
    }

    [Fact]
    public void Build_HostFiles_AreMountedReadOnly()
    {
        var launch = Build(c => c);
        foreach (var file in (string[])["hostname", "hosts", "resolv.conf"]) Assert.EndsWith(" bind,ro,nosuid,nodev,noexec", Mount(launch, $"/etc/{file}"), StringComparison.Ordinal);
        Assert.Equal("web\n", File.ReadAllText(_folder.Of("workloads", "shop.web", "hostname")));
    }

    [Fact]
    public void Build_Privileged_LiftsAllButNamespacesAndLimits()
    {
        var launch = Build(c => c with { Privileged = true });
        Assert.True(launch.Unfiltered);
        Assert.Equal(SpecDefaults.AllCapabilityNames.Order(StringComparer.Ordinal), launch.Spec.Process.Capabilities!.Effective);
        Assert.False(launch.Spec.Process.NoNewPrivileges);
        Assert.Empty(launch.Spec.Linux.MaskedPaths.Concat(launch.Spec.Linux.ReadonlyPaths));
        Assert.Equal("sysfs sysfs nosuid,noexec,nodev", Mount(launch, "/sys"));
        Assert.Equal(new DeviceRuleSpec { Allow = true }, Assert.Single(launch.Spec.Linux.Resources.Devices!));
        Assert.Contains(launch.Spec.Linux.Devices, d => d is { Path: "/dev/kmsg", Major: 1, Minor: 11 });
        Assert.DoesNotContain(launch.Spec.Linux.Devices, d => d.Path.StartsWith("/dev/pts", StringComparison.Ordinal));
        Assert.NotNull(launch.Spec.Linux.Resources.Pids);
        Assert.Null(Build(c => c).Unfiltered);
    }

    [Fact]
    public void Build_PrivilegedWhereForbidden_IsRefusedByTheSetting()
    {
        var refused = Assert.Throws<WorkloadException>(() => new LaunchBuilder(_data, allowPrivileged: false).Build(Wishes.Workload(change: c => c with { Privileged = true }), Image(_folder.Of("layer"))));
        Assert.Equal(("privileged-forbidden", false), (refused.Reason, refused.Retryable));
        Assert.Contains("\"allowPrivileged\": false", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Cpu(ContainerLaunch launch) => $"{launch.Spec.Linux.Resources.Cpu!.Quota}/{launch.Spec.Linux.Resources.Cpu.Period}";

    private static string User(ContainerLaunch launch) => $"{launch.Spec.Process.User.Uid}:{launch.Spec.Process.User.Gid}+{string.Join(',', launch.Spec.Process.User.AdditionalGids)}";

    private static string Capabilities(ContainerLaunch launch) => string.Join(' ', launch.Spec.Process.Capabilities!.Effective);

    private static bool HasNetwork(ContainerLaunch launch) => launch.Spec.Linux.Namespaces.Any(n => n.Type == "network");

    private static string Mount(ContainerLaunch launch, string destination)
    {
        var mount = launch.Spec.Mounts.Single(m => m.Destination == destination);
        return $"{mount.Type} {mount.Source} {string.Join(',', mount.Options)}";
    }

    private ContainerLaunch Build(Func<ContainerManifest, ContainerManifest> change) => new LaunchBuilder(_data).Build(Wishes.Workload(change: change), Image(_folder.Of("layer")));

    private static StoredImage Image(params string[] layers) => new(
        "shop/web", Wishes.Image("one"),
        new ImageConfig
        {
            Architecture = "amd64", Os = "linux", RootFilesystem = new RootFilesystem { Type = "layers", DiffIds = [] },
            Config = new ProcessConfig { User = "app", Env = ["PATH=/image"], Entrypoint = ["/app"], Cmd = ["serve"], WorkingDir = "/srv" },
        },
        layers, []);

    private sealed record Case(string Name, Func<ContainerManifest, ContainerManifest> Change, Func<ContainerLaunch, string> Read, string Value);
}
