using System.Text.Json;
using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Containers;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Agent.Edgerun;

/// <summary><c>spec</c> and <c>features</c>: what the runtime offers.</summary>
internal static class DescribeCommands
{
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
        var linux = new LinuxFeatures([.. SpecDefaults.Namespaces(hostNetwork: false).Select(n => n.Type)], SpecDefaults.AllCapabilityNames);
        Console.Out.WriteLine(JsonSerializer.Serialize(new Features("1.0.0", "1.2.0", linux), EdgerunJsonContext.Default.Features));
        return 0;
    }
}
