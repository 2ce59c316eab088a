using CsCheck;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Tests.Spec;

public sealed class SpecValidatorTests
{
    private static readonly ContainerSpec s_good = SpecDefaults.Container(["/app"]) with { Root = new RootSpec { Path = "/root" }, Hostname = "web" };

    private static readonly IdMappingSpec s_ids = new() { HostId = 100000, Size = 1000 };

    private static readonly string[] s_parts = ["..", ".", "a", "", "...", "b\0"];

    // a broken specification → the path of its one problem
    private static readonly (string Path, Func<ContainerSpec, ContainerSpec> Break)[] s_cases =
    [
        ("ociVersion", s => s with { OciVersion = "2.0.0" }),
        ("root.path", s => s with { Root = new RootSpec { Path = "" } }),
        ("hostname", s => s with { Hostname = new string('x', 65) }),
        ("hostname", s => s with { Linux = s.Linux with { Namespaces = [.. s.Linux.Namespaces.Where(n => n.Type != "uts")] } }),
        ("process.args", s => s with { Process = s.Process with { Args = [] } }),
        ("process.args", s => s with { Process = s.Process with { Args = [""] } }),
        ("process.args", s => s with { Process = s.Process with { Args = ["/app", new string('x', 1024 * 1024)] } }),
        ("process.args[1]", s => s with { Process = s.Process with { Args = ["/app", "a\0b"] } }),
        ("process.env[0]", s => s with { Process = s.Process with { Env = ["novalue"] } }),
        ("process.env[1]", s => s with { Process = s.Process with { Env = ["A=1", "=x"] } }),
        ("process.cwd", s => s with { Process = s.Process with { Cwd = "relative" } }),
        ("process.cwd", s => s with { Process = s.Process with { Cwd = "/a/../b" } }),
        ("process.oomScoreAdj", s => s with { Process = s.Process with { OomScoreAdj = 1001 } }),
        ("process.user.umask", s => s with { Process = s.Process with { User = new UserSpec { Umask = 512 } } }),
        ("process.capabilities.bounding", s => s with { Process = s.Process with { Capabilities = new CapabilitySpec { Bounding = ["FLY"] } } }),
        ("process.rlimits[0].type", s => s with { Process = s.Process with { Rlimits = [new RlimitSpec { Type = "RLIMIT_FLY", Soft = 1, Hard = 1 }] } }),
        ("process.rlimits[1].type", s => s with { Process = s.Process with { Rlimits = [new RlimitSpec { Type = "RLIMIT_CORE" }, new RlimitSpec { Type = "RLIMIT_CORE" }] } }),
        ("process.rlimits[0].soft", s => s with { Process = s.Process with { Rlimits = [new RlimitSpec { Type = "RLIMIT_NOFILE", Soft = 2, Hard = 1 }] } }),
        ("mounts[0].destination", s => s with { Mounts = [new MountSpec { Destination = "", Type = "tmpfs" }] }),
        ("mounts[0].destination", s => s with { Mounts = [new MountSpec { Destination = "/", Type = "tmpfs" }] }),
        ("mounts[0].destination", s => s with { Mounts = [new MountSpec { Destination = "/a/..", Type = "tmpfs" }] }),
        ("mounts[0].options", s => s with { Mounts = [new MountSpec { Destination = "/run", Type = "proc", Options = ["tmpcopyup"] }] }),
        ("mounts[0].type", s => s with { Mounts = [new MountSpec { Destination = "/data", Type = "bind" }] }),
        ("mounts[0].source", s => s with { Mounts = [new MountSpec { Destination = "/data", Source = "relative", Options = ["bind"] }] }),
        ("mounts[0].options", s => s with { Mounts = [new MountSpec { Destination = "/data", Source = "/x", Options = ["bind", "size=1"] }] }),
        ("mounts", s => s with { Mounts = [.. Enumerable.Repeat(new MountSpec { Destination = "/data", Type = "tmpfs" }, 201)] }),
        ("linux.devices[0].path", s => Linux(s, l => l with { Devices = [new DeviceSpec { Path = "null", Type = "c" }] })),
        ("linux.devices[0].type", s => Linux(s, l => l with { Devices = [new DeviceSpec { Path = "/dev/x", Type = "x" }] })),
        ("linux.devices[0]", s => Linux(s, l => l with { Devices = [new DeviceSpec { Path = "/dev/x", Type = "c", Major = 4096 }] })),
        ("linux.sysctl.net..ipv4", s => Linux(s, l => l with { Sysctl = new Dictionary<string, string> { ["net..ipv4"] = "1" } })),
        ("linux.seccomp.architectures[0]", s => Linux(s, l => l with { Seccomp = new SeccompSpec { DefaultAction = "SCMP_ACT_ALLOW", Architectures = ["SCMP_ARCH_NOSUCH"] } })),
        ("linux.sysctl.kernel.panic", s => Linux(s, l => l with { Sysctl = new Dictionary<string, string> { ["kernel.panic"] = "1" } })),
        ("linux.resources.memory.limit", s => Resources(s, new ResourceSpec { Memory = new MemorySpec { Limit = 0 } })),
        ("linux.resources.memory.swap", s => Resources(s, new ResourceSpec { Memory = new MemorySpec { Limit = 2, Swap = 1 } })),
        ("linux.resources.cpu.period", s => Resources(s, new ResourceSpec { Cpu = new CpuSpec { Period = 999 } })),
        ("linux.resources.cpu.quota", s => Resources(s, new ResourceSpec { Cpu = new CpuSpec { Quota = 999 } })),
        ("linux.resources.cpu.shares", s => Resources(s, new ResourceSpec { Cpu = new CpuSpec { Shares = 1 } })),
        ("linux.resources.pids.limit", s => Resources(s, new ResourceSpec { Pids = new PidsSpec { Limit = -2 } })),
        ("linux.resources.devices[0]", s => Resources(s, new ResourceSpec { Devices = [new DeviceRuleSpec { Minor = 1048576 }] })),
        ("linux.resources.devices[0].access", s => Resources(s, new ResourceSpec { Devices = [new DeviceRuleSpec { Access = "x" }] })),
        ("linux.resources.devices[0].type", s => Resources(s, new ResourceSpec { Devices = [new DeviceRuleSpec { Type = "x" }] })),
        ("domainname", s => s with { Domainname = new string('x', 65) }),
        ("linux.intelRdt", s => Linux(s, l => l with { HasIntelRdt = true })),
        ("linux.personality.domain", s => Linux(s, l => l with { Personality = new PersonalitySpec { Domain = "SVR4" } })),
        ("linux.rootfsPropagation", s => Linux(s, l => l with { RootfsPropagation = "wide" })),
        ("linux.uidMappings", s => Linux(s, l => l with { UidMappings = [s_ids] })),
        ("linux.uidMappings", s => Linux(s, l => l with { Namespaces = [.. l.Namespaces, new NamespaceSpec { Type = "user" }] })),
        ("linux.gidMappings[0].size", s => Linux(s, l => l with { Namespaces = [.. l.Namespaces, new NamespaceSpec { Type = "user" }], UidMappings = [s_ids], GidMappings = [s_ids with { Size = 0 }] })),
        ("linux.uidMappings[0].size", s => Linux(s, l => l with { Namespaces = [.. l.Namespaces, new NamespaceSpec { Type = "user" }], UidMappings = [s_ids with { HostId = uint.MaxValue }], GidMappings = [s_ids] })),
        ("linux.timeOffsets", s => Linux(s, l => l with { TimeOffsets = new Dictionary<string, TimeOffsetSpec> { ["monotonic"] = new() } })),
        ("linux.timeOffsets.realtime", s => Linux(s, l => l with { Namespaces = [.. l.Namespaces, new NamespaceSpec { Type = "time" }], TimeOffsets = new Dictionary<string, TimeOffsetSpec> { ["realtime"] = new() } })),
        ("linux.namespaces[1].path", s => Linux(s, l => l with { Namespaces = [l.Namespaces[0], l.Namespaces[1] with { Path = "ns" }, .. l.Namespaces.Skip(2)] })),
        ("linux.resources.memory.swappiness", s => Resources(s, new ResourceSpec { Memory = new MemorySpec { Swappiness = 101 } })),
        ("linux.resources.cpu.idle", s => Resources(s, new ResourceSpec { Cpu = new CpuSpec { Idle = 2 } })),
        ("linux.resources.cpu.cpus", s => Resources(s, new ResourceSpec { Cpu = new CpuSpec { Cpus = "2-1" } })),
        ("linux.resources.blockIO.weight", s => Resources(s, new ResourceSpec { BlockIo = new BlockIoSpec { Weight = 1001 } })),
        ("linux.resources.hugepageLimits[0].pageSize", s => Resources(s, new ResourceSpec { HugepageLimits = [new HugepageLimitSpec { PageSize = "../MB" }] })),
        ("linux.resources.network.priorities", s => Resources(s, new ResourceSpec { Network = new NetworkClassSpec { Priorities = [new InterfacePrioritySpec { Name = "eth 0" }] } })),
        ("linux.resources.unified", s => Resources(s, new ResourceSpec { Unified = new Dictionary<string, string> { ["../memory.max"] = "1" } })),
        ("linux.resources.unified", s => Resources(s, new ResourceSpec { Unified = new Dictionary<string, string> { ["cgroup.procs"] = "1" } })),
        ("process.ioPriority", s => s with { Process = s.Process with { IoPriority = new IoPrioritySpec { Class = "IOPRIO_CLASS_BE", Priority = 8 } } }),
        ("process.scheduler", s => s with { Process = s.Process with { Scheduler = new SchedulerSpec { Policy = "SCHED_OTHER", Priority = 1 } } }),
        ("process.execCPUAffinity.final", s => s with { Process = s.Process with { ExecCpuAffinity = new CpuAffinitySpec { Final = "0-" } } }),
        ("mounts[0].options", s => s with { Mounts = [new MountSpec { Destination = "/data", Type = "tmpfs", UidMappings = [s_ids], GidMappings = [s_ids] }] }),
        ("mounts[0].uidMappings", s => s with { Mounts = [new MountSpec { Destination = "/data", Source = "/x", Options = ["bind"], UidMappings = [s_ids] }] }),
        ("hooks.prestart[0].path", s => s with { Hooks = new HooksSpec { Prestart = [new HookSpec { Path = "hook" }] } }),
        ("hooks.poststop[1].timeout", s => s with { Hooks = new HooksSpec { Poststop = [new HookSpec { Path = "/a" }, new HookSpec { Path = "/a", Timeout = 0 }] } }),
    ];

    public static TheoryData<int, string> Cases { get; } = [.. s_cases.Select((c, i) => new TheoryDataRow<int, string>(i, c.Path))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Validate_OneThingWrong_IsTheOneProblem(int number, string path)
    {
        var problem = Assert.Single(SpecValidator.Validate(s_cases[number].Break(s_good)));
        Assert.Equal(path, problem.Path);
        Assert.NotEmpty(problem.Message);
    }

    [Fact]
    public void Validate_Defaults_AreSound() => Assert.Empty(SpecValidator.Validate(s_good));

    [Fact]
    public void Validate_SeveralThingsWrong_TellsThemAll() => Gen.Shuffle(Enumerable.Range(0, s_cases.Length).ToArray(), 2).Where(pair => Root(pair[0]) != Root(pair[1])).Sample(pair =>
    {
        var found = SpecValidator.Validate(s_cases[pair[1]].Break(s_cases[pair[0]].Break(s_good))).Select(p => p.Path).ToList();
        Assert.Contains(s_cases[pair[0]].Path, found);
        Assert.Contains(s_cases[pair[1]].Path, found);
    });

    [Fact]
    public void Validate_AnyDestination_IsNotTheRoot() => Gen.Int[0, 5].Select(i => s_parts[i]).Array[0, 5].Select(parts => "/" + string.Join('/', parts)).Sample(destination =>
    {
        var sound = SpecValidator.Validate(s_good with { Mounts = [new MountSpec { Destination = destination, Type = "tmpfs" }] }).Count == 0;
        return sound == (!destination.Contains('\0', StringComparison.Ordinal) && Path.GetFullPath(destination, "/") != "/");
    });

    [Fact]
    public void IsValidId_AnyText_IsOneSafePathSegment() => Gen.String[Gen.Char["aZ09_.-/ \0é"], 0, 6].Sample(id =>
        !ContainerRuntime.IsValidId(id) || (Path.GetFileName(Path.GetFullPath(id, "/base")) == id && Path.GetDirectoryName(Path.GetFullPath(id, "/base")) == "/base"));

    private static string Root(int number) => s_cases[number].Path.Split('.', '[')[0];

    private static ContainerSpec Linux(ContainerSpec spec, Func<LinuxSpec, LinuxSpec> change) => spec with { Linux = change(spec.Linux) };

    private static ContainerSpec Resources(ContainerSpec spec, ResourceSpec resources) => Linux(spec, l => l with { Resources = resources });
}
