using System.Text.Json;
using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Containers;
using EdgeOrch.Containers.Seccomp;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Agent.Edgerun;

/// <summary><c>spec</c> and <c>features</c>: what the runtime offers.</summary>
internal static class DescribeCommands
{
    private const string OldestVersion = "1.0.0";
    private const string NewestVersion = "1.2.0";

    public static CommandSpec Spec { get; } = new(
        "spec", "", "write a config.json to begin with", [new("--bundle", "DIR", "where; the working folder by default", "-b")],
        ["edgerun spec --bundle /bundles/web"], 0, 0, RunSpec);

    public static CommandSpec Features { get; } = new(
        "features", "", "print what the runtime can do, as JSON", [], ["edgerun features"], 0, 0, RunFeatures);

    private static int RunSpec(ParsedArguments args)
    {
        var path = Path.Combine(Path.GetFullPath(args.Get("--bundle") ?? "."), "config.json");
        if (File.Exists(path)) throw new ContainerException($"\"{path}\" exists");
        File.WriteAllText(path, JsonSerializer.Serialize(Example(), ContainerJsonContext.Default.ContainerSpec) + "\n");
        return 0;
    }

    // As runc's, and with a filter of system calls: to take out what is too much is easier than to know what is missing.
    private static ContainerSpec Example()
    {
        string[] capabilities = ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"];
        var plain = SpecDefaults.Container(["sh"]);
        return plain with
        {
            Hostname = "edgerun",
            Root = new RootSpec { Path = "rootfs", Readonly = true },
            Process = plain.Process with
            {
                Terminal = true,
                Env = [.. plain.Process.Env, "TERM=xterm"],
                Capabilities = SpecDefaults.Capabilities(capabilities),
                Rlimits = [new RlimitSpec { Type = "RLIMIT_NOFILE", Soft = 1024, Hard = 1024 }],
            },
            Mounts = [.. plain.Mounts, new MountSpec { Destination = "/sys/fs/cgroup", Type = "cgroup", Source = "cgroup", Options = ["nosuid", "noexec", "nodev", "relatime", "ro"] }],
            Linux = plain.Linux with
            {
                Resources = new ResourceSpec { Devices = [new DeviceRuleSpec { Allow = false, Access = "rwm" }] },
                Seccomp = DefaultFilter.For(capabilities),
            },
        };
    }

    private static int RunFeatures(ParsedArguments args)
    {
        var seccomp = new SeccompFeatures(
            true, RuntimeAbilities.SeccompActions, RuntimeAbilities.SeccompOperators, RuntimeAbilities.SeccompArchitectures, RuntimeAbilities.SeccompFlags,
            RuntimeAbilities.SeccompFlags);
        var linux = new LinuxFeatures(
            RuntimeAbilities.Namespaces, SpecDefaults.AllCapabilityNames, new CgroupFeatures(V1: true, V2: true, Systemd: false, SystemdUser: false, Rdma: true), seccomp,
            new Switch(true), new Switch(true), new Switch(false), new MountExtensions(new Switch(true)));
        var features = new Features(OldestVersion, NewestVersion, RuntimeAbilities.Hooks, RuntimeAbilities.MountOptions, linux);
        Console.Out.WriteLine(JsonSerializer.Serialize(features, EdgerunJsonContext.Default.Features));
        return 0;
    }
}
