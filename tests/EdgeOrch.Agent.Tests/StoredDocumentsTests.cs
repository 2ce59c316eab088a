using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeOrch.Agent.Edgerun;
using EdgeOrch.Agent.Enrolment;
using EdgeOrch.Agent.Images;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Supervision.Networking;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Supervision.Replacement;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Containers.Rootfs;
using EdgeOrch.Containers.Spec;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Testing;

namespace EdgeOrch.Agent.Tests;

/// <summary>
/// A golden file for each document that the agent, the supervisor or <c>edgerun</c> keeps on disk or sends over the supervisor's
/// socket. The next version must read what this one wrote, so changing one is a deliberate act: EDGEORCH_WRITE_GOLDEN=1 writes them.
/// </summary>
public sealed class StoredDocumentsTests
{
    private static readonly DateTimeOffset s_at = new(2031, 5, 1, 10, 20, 30, TimeSpan.Zero);

    private static readonly ContainerRecord s_record = new()
    {
        Id = "shop.web", Revision = 3, Phase = ContainerPhase.BackingOff, Wanted = true, Pid = 42, PidStartTicks = 4711, BootId = "b", StartedAt = s_at, Restarts = 2,
        RestartsInARow = 1, NextStartAt = s_at.AddSeconds(2), Address = "10.213.0.2", LastExit = new ContainerExit(null, 9, true, s_at), Message = "killed", Metadata = "{}",
    };

    private static readonly ContainerLaunch s_launch = new()
    {
        Id = "shop.web", Revision = 3, Spec = SpecDefaults.Container(["/app", "serve"]), Rootfs = new RootfsSpec(["/top", "/base"], "/upper", "/work", "/root"),
        Restart = new RestartRule(RestartPolicy.OnFailure, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)), StopSignal = 3, StopGrace = TimeSpan.FromSeconds(7), After = ["shop.db"], Metadata = "{}",
        Network = new LaunchNetwork { HostName = "web", HostsFile = "/hosts", ResolverFile = "/resolv.conf", Ports = [new PortManifest { Port = 8080, HostPort = 80, HostIp = "127.0.0.1" }] },
    };

    private static readonly (string Name, JsonSerializerContext Context, Type Type, object Value)[] s_documents =
    [
        ("outbox-head", StorageJson.Default, typeof(OutboxRecord), new OutboxRecord { Head = new OutboxHead("0123abcd", 8) }),
        ("outbox-event", StorageJson.Default, typeof(OutboxRecord), new OutboxRecord { Event = new DeviceEvent { Sequence = 7, At = s_at, Type = "workload-exited", Severity = EventSeverity.Warning, Workload = Wishes.Web, Message = "exit code 3" } }),
        ("outbox-acknowledged", StorageJson.Default, typeof(OutboxRecord), new OutboxRecord { AcknowledgedUpTo = 7 }),
        ("identity", StorageJson.Default, typeof(DeviceIdentity), new DeviceIdentity
        {
            Device = DeviceId.Parse("line-3"), Server = new Uri("https://cloud.example:8443"), MqttHost = "cloud.example", MqttPort = 8883,
            Certificate = "PEM", PrivateKey = "PEM", Authority = "PEM", DesiredStateKey = "PEM",
        }),
        ("agent-config", StorageJson.Default, typeof(AgentOptions), new AgentOptions { SupervisorState = "/state" }),
        ("previous-images", StorageJson.Default, typeof(IReadOnlyList<Digest>), new[] { Wishes.Image("one") }),
        ("launch-metadata", StorageJson.Default, typeof(LaunchMetadata), new LaunchMetadata("ab12", Wishes.Image("one"), RestartPolicy.Always, new HealthCheckManifest { Tcp = new TcpProbe { Port = 80 } }, ["db"])),
        ("image-record", ImageStoreJsonContext.Default, typeof(ImageRecord), new ImageRecord
        {
            Reference = "shop/web", Manifest = Wishes.Image("m"), Config = Wishes.Image("c"), DiffIds = [Wishes.Image("l")], CompleteAt = s_at,
        }),
        ("launch", SupervisionJson.Default, typeof(ContainerLaunch), s_launch),
        ("record", SupervisionJson.Default, typeof(ContainerRecord), s_record),
        ("observed", SupervisionJson.Default, typeof(ObservedRecord), new ObservedRecord("b", s_record)),
        ("bridge-state", SupervisionJson.Default, typeof(BridgeState), new BridgeState
        {
            Subnet = "10.213.0.0/22", Subnet6 = "fd12:3456:789a:1::/64", ClosedBoot = "b", ClosedBoot6 = "b", LastNumber = 2,
            Leases = [new AddressLease("shop.web", 2, [new PortManifest { Port = 53, Protocol = PortProtocol.Udp }])],
        }),
        ("request-start", SupervisionJson.Default, typeof(SupervisorRequest), new SupervisorRequest.Start(s_launch)),
        ("request-remove", SupervisionJson.Default, typeof(SupervisorRequest), new SupervisorRequest.Remove("shop.web", true)),
        ("request-stop", SupervisionJson.Default, typeof(SupervisorRequest), new SupervisorRequest.Stop("shop.web")),
        ("request-restart", SupervisionJson.Default, typeof(SupervisorRequest), new SupervisorRequest.Restart("shop.web", "unhealthy")),
        ("request-exec", SupervisionJson.Default, typeof(SupervisorRequest), new SupervisorRequest.Exec("shop.web", ["check", "-q"], TimeSpan.FromSeconds(5))),
        ("request-attend", SupervisionJson.Default, typeof(SupervisorRequest), new SupervisorRequest.Attend(
            new AttendedCommand { Id = "shop.web", Command = ["sh"], Terminal = true, Size = new ConsoleSizeSpec { Height = 24, Width = 80 }, User = "app", Cwd = "/srv", Env = ["TERM=xterm"] })),
        ("request-usage", SupervisionJson.Default, typeof(SupervisorRequest), new SupervisorRequest.Usage()),
        ("request-watch", SupervisionJson.Default, typeof(SupervisorRequest), new SupervisorRequest.Watch()),
        ("request-shutdown", SupervisionJson.Default, typeof(SupervisorRequest), new SupervisorRequest.Shutdown()),
        ("request-replace", SupervisionJson.Default, typeof(SupervisorRequest), new SupervisorRequest.Replace(true)),
        ("request-attach", SupervisionJson.Default, typeof(SupervisorRequest), new SupervisorRequest.Attach("shop.web")),
        ("handover", SupervisionJson.Default, typeof(Handover), new Handover
        {
            Listener = 7, Lock = 8,
            Containers =
            [
                new HandedContainer
                {
                    Record = s_record, Ended = new ContainerExit(3, null, false, s_at), Ran = TimeSpan.FromSeconds(5), GraceLeft = TimeSpan.FromSeconds(2), StartsIn = TimeSpan.FromSeconds(1),
                    Log = new HandedLog(new HandedStream(9, "half a li"u8.ToArray()), new HandedStream(10, []), 2) { Attached = [new HandedAttachment(17, 18)] },
                },
            ],
            Connections =
            [
                new HandedConnection { Fd = 11 },
                new HandedConnection { Fd = 12, Request = new SupervisorRequest.Watch(), Untold = ["shop.web"] },
                new HandedConnection
                {
                    Fd = 13, Request = new SupervisorRequest.Exec("shop.web", ["check"], TimeSpan.FromSeconds(5)),
                    Exec = new HandedExec { Pid = 43, StartTicks = 4712, Ended = null, Output = 14, Kept = "so far"u8.ToArray(), TimeLeft = TimeSpan.FromSeconds(4) },
                },
                new HandedConnection { Fd = 15, Request = new SupervisorRequest.Attach("shop.web"), Attached = 16, Exit = new ContainerExit(3, null, false, s_at) },
            ],
        }),
        ("reply", SupervisionJson.Default, typeof(SupervisorReply), new SupervisorReply
        {
            Error = "there is no container", Kind = SupervisorErrorKind.NotFound, Record = s_record,
            Exec = new ExecOutcome(null, "out", true), Change = new ContainerChange(null, null), Replacement = new ReplacementOutcome(true, "1.2.3"), Process = new RunningProcess(43, 4712), Usage = [new WorkloadUsage { Id = Wishes.Web, Pids = 3 }],
        }),
    ];

    // Printed and never read back.
    private static readonly Type[] s_printed = [typeof(Features)];

    public static TheoryData<string> Names { get; } = [.. s_documents.Select(d => d.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Write_Document_IsItsGoldenFile(string name)
    {
        var (_, context, type, value) = s_documents.Single(d => d.Name == name);
        var path = Path.Combine(Folder, name + ".json");
        var text = JsonSerializer.Serialize(value, type, Indented(context)) + "\n";
        if (Environment.GetEnvironmentVariable("EDGEORCH_WRITE_GOLDEN") == "1") File.WriteAllText(path, text);
        Assert.Equal(File.ReadAllText(path), text);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_GoldenFile_IsTheSameDocumentAgain(string name)
    {
        var (_, context, type, _) = s_documents.Single(d => d.Name == name);
        var text = File.ReadAllText(Path.Combine(Folder, name + ".json"));
        Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize(text, type, Indented(context)), type, Indented(context)) + "\n");
    }

    // What a version before it did not write yet.
    [Fact]
    public void Read_LaunchWithoutItsOptionalMembers_HasTheirDefaults()
    {
        var launch = JsonSerializer.Deserialize(
            """{"id":"shop.web","revision":1,"spec":{"root":{}},"rootfs":{"lowers":["/l"],"upper":"/u","work":"/w","mountPoint":"/m"}}""", SupervisionJson.Default.ContainerLaunch)!;
        Assert.Equal((RestartRule.Default, 15, TimeSpan.FromSeconds(10), ""), (launch.Restart, launch.StopSignal, launch.StopGrace, launch.Metadata));
        Assert.Equal("", JsonSerializer.Deserialize("""{"id":"shop.web","revision":1,"phase":"running"}""", SupervisionJson.Default.ContainerRecord)!.Metadata);
    }

    [Fact]
    public void Documents_EveryRegisteredType_HasAGoldenFile()
    {
        var registered = s_documents.Select(d => d.Context.GetType()).Distinct()
            .SelectMany(context => context.GetCustomAttributesData())
            .Where(a => a.AttributeType == typeof(JsonSerializableAttribute))
            .Select(a => (Type)a.ConstructorArguments[0].Value!);
        Assert.Empty(registered.Except(s_printed).Except(s_documents.Select(d => d.Type)));
    }

    [Fact]
    public void Documents_EveryRequest_HasAGoldenFile() => Assert.Empty(
        typeof(SupervisorRequest).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => a.DerivedType).Except(s_documents.Select(d => d.Value.GetType())));

    [Fact]
    public void Folder_EveryGoldenFile_IsADocument() =>
        Assert.Equal(s_documents.Select(d => d.Name).Order(StringComparer.Ordinal), Directory.GetFiles(Folder).Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));

    private static string Folder => Repository.Path("tests", "EdgeOrch.Agent.Tests", "Golden");

    private static JsonSerializerOptions Indented(JsonSerializerContext context) => new(context.Options) { WriteIndented = true, NewLine = "\n", TypeInfoResolver = context };
}
