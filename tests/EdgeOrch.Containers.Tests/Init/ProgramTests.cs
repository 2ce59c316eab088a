using System.Text.RegularExpressions;
using CsCheck;
using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Init;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Processes;
using EdgeOrch.Containers.Rootfs;
using EdgeOrch.Containers.Seccomp;
using EdgeOrch.Containers.Spec;
using EdgeOrch.Testing;

namespace EdgeOrch.Containers.Tests.Init;

/// <summary>
/// The promise: what a child does follows from the specification alone. The listings in <c>Golden</c> are for reviewers; changing one is a
/// deliberate act, and EDGEORCH_WRITE_GOLDEN=1 writes them. Needs root with every capability.
/// </summary>
public sealed partial class ProgramTests
{
    private static readonly Cgroup s_cgroup = new(new CgroupMounts(new Dictionary<string, string>(), "/sys/fs/cgroup", new HashSet<string> { "memory", "pids" }), "edgeorch/web");
    private static readonly RootfsSpec s_layers = new(["/images/2", "/images/1"], "/workloads/web/upper", "/workloads/web/work", "/workloads/web/root");

    private static readonly Gen<ProcessSpec> s_process = Gen.Select(
        Gen.Bool, Gen.UInt[0, 2000], Gen.UInt[0, 2000].Array[0, 4], Gen.OneOf<string>("/", "/srv", "/srv/data"), Gen.OneOf<IReadOnlyList<string>>(SpecDefaults.CapabilityNames, SpecDefaults.AllCapabilityNames, []),
        Gen.OneOf<string>("app", "/bin/app"), Gen.Bool,
        (noNewPrivileges, uid, groups, cwd, capabilities, program, limits) => new ProcessSpec
        {
            NoNewPrivileges = noNewPrivileges, User = new UserSpec { Uid = uid, Gid = uid, AdditionalGids = groups }, Cwd = cwd,
            Capabilities = SpecDefaults.Capabilities(capabilities) with { Inheritable = capabilities, Ambient = capabilities },
            Args = [program, "argument"], Env = [$"PATH={SpecDefaults.Path}"],
            Rlimits = limits ? [new RlimitSpec { Type = "RLIMIT_NOFILE", Soft = 100, Hard = uid }] : [],
        });

    private static readonly Gen<ContainerSpec> s_spec = Gen.Select(s_process, Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool, Gen.Int[0, 6], (process, isReadOnly, hasUser, hasFilter, isNamed, mounts) =>
    {
        var plain = SpecDefaults.Container([]);
        return plain with
        {
            Process = process, Root = new RootSpec { Path = "/bundle/rootfs", Readonly = isReadOnly }, Hostname = isNamed ? "web" : null,
            Mounts = [.. plain.Mounts.Take(mounts), new MountSpec { Destination = "/etc/hosts", Type = "bind", Source = "/etc/hosts", Options = ["bind", "ro"] }],
            Linux = plain.Linux with
            {
                Namespaces = hasUser ? [.. plain.Linux.Namespaces, new NamespaceSpec { Type = "user" }] : plain.Linux.Namespaces,
                Seccomp = hasFilter ? DefaultFilter.For([]) : null,
                Sysctl = isNamed ? new Dictionary<string, string> { ["net.ipv4.ip_forward"] = "1" } : null,
            },
        };
    });

    [Fact]
    public void Append_SameSpec_GivesTheSameProgram() =>
        Gen.Select(s_spec, Gen.Bool, Gen.Bool).Sample((spec, hasLayers, hasTerminal) => Assert.Equal(List(spec, hasLayers, hasTerminal), List(spec, hasLayers, hasTerminal)), iter: 100);

    [Fact]
    public void Append_AnySpec_EndsWithExecveOfTheWorkloadAndNothingButItsDescriptorsAfterTheFilter() =>
        s_spec.Sample(spec =>
        {
            var calls = Calls().Matches(List(spec, hasLayers: false, hasTerminal: false)).Select(match => match.Value).ToList();
            Assert.Equal("execve", calls[^1]);
            if (!spec.Process.NoNewPrivileges || spec.Linux.Seccomp is null) return;
            Assert.Equal(["close_range", "execve"], calls.Skip(calls.LastIndexOf("seccomp") + 1).Distinct());
        }, iter: 100);

    [Fact]
    public void Listing_Workload() => Golden("workload", List(Workload(), hasLayers: true, hasTerminal: false));

    [Fact]
    public void Listing_Privileged() => Golden("privileged", List(Privileged(), hasLayers: true, hasTerminal: false));

    [Fact]
    public void Listing_UserNamespace()
    {
        var plain = Workload();
        IdMappingSpec[] mappings = [new() { ContainerId = 0, HostId = 100_000, Size = 65536 }];
        var linux = plain.Linux with { Namespaces = [.. plain.Linux.Namespaces, new NamespaceSpec { Type = "user" }], UidMappings = mappings, GidMappings = mappings };
        Golden("user-namespace", List(plain with { Linux = linux, Hooks = new HooksSpec { CreateRuntime = [new HookSpec { Path = "/bin/true" }] } }, hasLayers: false, hasTerminal: false));
    }

    [Fact]
    public void Listing_Terminal()
    {
        var plain = Workload();
        Golden("terminal", List(plain with { Process = plain.Process with { Terminal = true, ConsoleSize = new ConsoleSizeSpec { Height = 24, Width = 80 } } }, hasLayers: true, hasTerminal: true));
    }

    [Fact]
    public void Listing_Exec()
    {
        using var gate = StartGate.Create(null);
        using var program = new SyscallProgram();
        using var container = new ContainedProcess(Environment.ProcessId, (int)Libc.Call(Syscall.PidfdOpen, "this process", Environment.ProcessId), null);
        ExecProgram.Append(program, Workload().Process, DefaultFilter.For([]), s_cgroup, Stdio.Null, container, gate);
        Golden("exec", ProgramListing.Of(program, new Dictionary<int, string> { [gate.ChildStatus] = "status", [gate.ChildBarrier] = "barrier", [container.PidFd] = "container" }));
    }

    private static ContainerSpec Workload()
    {
        var plain = SpecDefaults.Container(["web", "--port", "8080"]);
        return plain with
        {
            Hostname = "web",
            Root = plain.Root with { Path = "/bundle/rootfs" },
            Process = plain.Process with { User = new UserSpec { Uid = 1000, Gid = 1001, AdditionalGids = [2000] }, Cwd = "/srv", Env = ["PATH=/usr/bin:/bin"] },
            Linux = plain.Linux with { Seccomp = DefaultFilter.For(SpecDefaults.CapabilityNames) },
            Mounts = [.. plain.Mounts, new MountSpec { Destination = "/etc/hosts", Type = "bind", Source = "/etc/hosts", Options = ["bind", "ro"] }],
        };
    }

    private static ContainerSpec Privileged()
    {
        // But for one that machines for tests may lack: nobody can give what he has not.
        var capabilities = SpecDefaults.AllCapabilityNames.Where(name => name != "CAP_SYS_RESOURCE").ToList();
        var plain = SpecDefaults.Container(["/sbin/init"], hostNetwork: true);
        return plain with
        {
            Process = plain.Process with { NoNewPrivileges = false, Capabilities = SpecDefaults.Capabilities(capabilities) },
            Mounts = [.. plain.Mounts, new MountSpec { Destination = "/sys/fs/cgroup", Type = "cgroup", Source = "cgroup", Options = ["nosuid", "noexec", "nodev", "relatime"] }],
            Linux = plain.Linux with { MaskedPaths = [], ReadonlyPaths = [], Devices = [new DeviceSpec { Path = "/dev/fuse", Type = "c", Major = 10, Minor = 229, FileMode = 438 }] },
        };
    }

    private static string List(ContainerSpec spec, bool hasLayers, bool hasTerminal)
    {
        using var gate = StartGate.Create(null);
        using var program = new SyscallProgram();
        using var output = File.OpenHandle("/dev/zero");
        var stream = (int)output.DangerousGetHandle();
        ContainerProgram.Append(program, spec, hasLayers ? s_layers : null, s_cgroup, hasTerminal ? new Stdio(-1, -1, -1, stream) : new Stdio(-1, stream, stream), gate);
        return ProgramListing.Of(program, new Dictionary<int, string> { [gate.ChildStatus] = "status", [gate.ChildBarrier] = "barrier", [stream] = hasTerminal ? "console socket" : "output" });
    }

    private static void Golden(string name, string listing)
    {
        // The numbers of system calls in it are the architecture's.
        var text = Filter().Replace(listing, "filter");
        var path = Repository.Path("tests", "EdgeOrch.Containers.Tests", "Init", "Golden", $"{name}.txt");
        if (Environment.GetEnvironmentVariable("EDGEORCH_WRITE_GOLDEN") == "1") File.WriteAllText(path, text);
        Assert.Equal(File.ReadAllText(path), text);
    }

    [GeneratedRegex("filter [0-9A-F]{12}")]
    private static partial Regex Filter();

    [GeneratedRegex(@"(?<=^    )\w+", RegexOptions.Multiline)]
    private static partial Regex Calls();
}
