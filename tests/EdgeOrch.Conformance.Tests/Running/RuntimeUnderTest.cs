using System.Runtime.InteropServices;
using EdgeOrch.Testing;

namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>The OCI runtime that this run is about: what <c>EDGEORCH_RUNTIME</c> names, or <c>edgerun</c>, published if it is there, else built.</summary>
internal static class RuntimeUnderTest
{
    private const string Variable = "EDGEORCH_RUNTIME";

    /// <summary>The empty version 2 hierarchy of a machine whose controllers are all on version 1. crun takes it for one that has them, and refuses to start.</summary>
    private const string EmptyHierarchy = "/sys/fs/cgroup/unified";

    /// <summary>The program's file name without extensions, as <see cref="Differences"/> has it: <c>edgerun</c>, <c>runc</c>, <c>crun</c>.</summary>
    public static string Name { get; }

    /// <summary>Absolute path of the program.</summary>
    public static string Program { get; }

    /// <summary>Program and first arguments of every call.</summary>
    public static IReadOnlyList<string> Command { get; }

    static RuntimeUnderTest()
    {
        Program = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? Find(given) : Own();
        Name = Path.GetFileNameWithoutExtension(Program);
        Command = Name == "crun" && Directory.Exists(EmptyHierarchy) ? Hidden(Program) : [Program];
    }

    private static string Find(string name)
    {
        var folders = name.Contains('/', StringComparison.Ordinal) ? [Environment.CurrentDirectory] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        var found = folders.Select(folder => Path.GetFullPath(name, Path.GetFullPath(folder))).FirstOrDefault(File.Exists);
        return found ?? throw new InvalidOperationException($"{Variable}: there is no program \"{name}\"");
    }

    private static string Own()
    {
        var platform = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        string published = Repository.Path("artifacts/bin", platform, "edgerun"), folder = Repository.Path("artifacts/bin/EdgeOrch.Agent/debug");
        if (File.Exists(published)) return published;
        var built = Path.Combine(folder, "edgerun");
        if (!File.Exists(Path.Combine(folder, "edgeorchd"))) throw new InvalidOperationException($"there is neither \"{published}\" nor \"{built}\": deploy/publish makes the one, building EdgeOrch.Agent the other");
        if (!File.Exists(built)) File.CreateSymbolicLink(built, "edgeorchd");
        return built;
    }

    // In mount namespaces of its own that hierarchy is away. What else is mounted goes on spreading as it did before.
    private static IReadOnlyList<string> Hidden(string program) =>
    [
        "unshare", "--mount", "--propagation", "unchanged", "sh", "-c",
        $"mount --make-rprivate /sys/fs/cgroup && umount {EmptyHierarchy} && exec \"$@\"", "sh", program,
    ];
}
