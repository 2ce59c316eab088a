using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Contracts.Tests.Samples;

/// <summary>Manifests: one that uses every field, one that uses none it can leave out.</summary>
internal static class ManifestSamples
{
    public static readonly ContainerManifest Container = new()
    {
        Name = "nginx",
        Image = "web/nginx:1.27",
        Command = ["/usr/sbin/nginx"],
        Args = ["-g", "daemon off;"],
        Env = [new EnvVariable { Name = "MODE", Value = "edge" }],
        WorkingDir = "/srv",
        User = "www-data:www-data",
        Resources = new ResourceManifest { Memory = Memory("64Mi"), Cpu = Cpu("250m"), Pids = 64 },
        Restart = new RestartManifest { Policy = RestartPolicy.OnFailure, InitialBackoff = Duration.FromSeconds(0.5), MaxBackoff = Duration.FromSeconds(60) },
        HealthCheck = new HealthCheckManifest
        {
            Http = new HttpProbe { Port = 8080, Path = "/healthz" },
            Interval = Duration.FromSeconds(90),
            Timeout = Duration.FromSeconds(0.3),
            Retries = 5,
            StartPeriod = Duration.FromSeconds(20),
        },
        Volumes =
        [
            new VolumeManifest { MountPath = "/data", Name = "data" },
            new VolumeManifest { MountPath = "/etc/localtime", HostPath = "/etc/localtime", ReadOnly = true },
            new VolumeManifest { MountPath = "/tmp", Tmpfs = new TmpfsManifest { Size = Memory("8Mi") } },
        ],
        Network = NetworkMode.Bridge,
        Ports = [new PortManifest { Port = 8080, HostPort = 80, Protocol = PortProtocol.Tcp, HostIp = "127.0.0.1" }, new PortManifest { Port = 53, Protocol = PortProtocol.Udp }],
        ReadOnlyRootFilesystem = true,
        Privileged = true,
        Capabilities = new CapabilitiesManifest { Add = ["NET_BIND_SERVICE"], Drop = ["ALL"] },
        Devices = [new DeviceManifest { Path = "/dev/ttyS0", Permissions = "r" }, new DeviceManifest { Bus = "i2c-1" }],
        Gpio =
        [
            new GpioManifest { Name = "pump", Line = "GPIO17", Direction = GpioDirection.Output, Initial = GpioLevel.High, Safe = GpioLevel.Low },
            new GpioManifest { Name = "door", Chip = "gpiochip0", Offset = 4, Direction = GpioDirection.Input, Bias = GpioBias.PullUp, Edge = GpioEdge.Both },
            new GpioManifest { Name = "key", Pin = 11, Direction = GpioDirection.Input },
        ],
        DependsOn = [new DependencyManifest { Name = "database", Condition = DependencyCondition.Healthy }, new DependencyManifest { Name = "cache" }],
        StopSignal = "SIGQUIT",
        StopGracePeriod = Duration.FromSeconds(30),
    };

    public static readonly ContainerManifest Plain = new() { Name = "app", Image = "app" };

    public static readonly DeploymentManifest Manifest = new()
    {
        ApiVersion = DeploymentManifest.CurrentApiVersion,
        Kind = DeploymentManifest.DeploymentKind,
        Metadata = new ManifestMetadata { Name = "web", Labels = new Dictionary<string, string> { ["team"] = "edge" } },
        Spec = new DeploymentSpec
        {
            Selector = new LabelSelector
            {
                MatchLabels = Known.Labels,
                MatchExpressions =
                [
                    new LabelRequirement { Key = "arch", Operator = LabelOperator.In, Values = ["arm64", "amd64"] },
                    new LabelRequirement { Key = "retired", Operator = LabelOperator.DoesNotExist },
                ],
            },
            Containers = [Container],
            Rollout = new RolloutManifest
            {
                Waves =
                [
                    new RolloutWave { Name = "canary", Selector = new LabelSelector { MatchLabels = Known.Labels }, Size = Share("1"), Soak = Duration.FromSeconds(600), Approval = true },
                    new RolloutWave { Name = "rest" },
                ],
                MaxUnavailable = Share("10%"),
                ErrorThreshold = Share("2"),
                OnFailure = RolloutFailureAction.Rollback,
                Deadline = Duration.FromSeconds(300),
            },
        },
    };

    public static readonly DeploymentManifest PlainManifest = new()
    {
        ApiVersion = DeploymentManifest.CurrentApiVersion,
        Kind = DeploymentManifest.DeploymentKind,
        Metadata = new ManifestMetadata { Name = "app" },
        Spec = new DeploymentSpec { Selector = new LabelSelector(), Containers = [Plain] },
    };

    public static IEnumerable<Sample> All =>
    [
        Sample.Of(Manifest), Sample.Least(PlainManifest),
        Sample.Of(Container), Sample.Least(Plain),
    ];

    private static MemoryQuantity Memory(string text) => MemoryQuantity.TryParse(text, out var value) ? value : throw new FormatException(text);

    private static CpuQuantity Cpu(string text) => CpuQuantity.TryParse(text, out var value) ? value : throw new FormatException(text);

    private static CountOrPercent Share(string text) => CountOrPercent.TryParse(text, out var value) ? value : throw new FormatException(text);
}
