using System.Text.Json;
using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Containers;
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
        var spec = SpecDefaults.Container(["sh"]) with { Hostname = "edgerun", Root = new RootSpec { Path = "rootfs", Readonly = true } };
        File.WriteAllText(path, JsonSerializer.Serialize(spec, ContainerJsonContext.Default.ContainerSpec) + "\n");
        return 0;
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
