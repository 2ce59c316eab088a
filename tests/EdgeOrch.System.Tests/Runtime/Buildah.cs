using EdgeOrch.System.Tests.Programs;

namespace EdgeOrch.System.Tests.Runtime;

/// <summary>buildah with a store of its own, and a working container <c>w</c> with a busybox. Needs buildah and busybox-static.</summary>
public sealed class Buildah : IAsyncLifetime
{
    private readonly string _home = Directory.CreateTempSubdirectory("edgeorch-buildah-").FullName;

    public async ValueTask InitializeAsync()
    {
        // Limits that a test machine without CAP_SYS_RESOURCE can set.
        await File.WriteAllTextAsync(PathOf("containers.conf"), """
            [containers]
            default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
            """);
        await BusyboxFolder.MakeAsync(PathOf("image"));
        (await RunAsync("from", "--name", "w", "scratch")).Succeeded();
        (await RunAsync("copy", "w", PathOf("image"), "/")).Succeeded();
    }

    public async ValueTask DisposeAsync()
    {
        (await RunAsync("rm", "--all")).Succeeded();
        Directory.Delete(_home, recursive: true);
    }

    /// <summary>A path in this fixture's folder.</summary>
    internal string PathOf(string name) => Path.Combine(_home, name);

    /// <summary>Runs buildah to its end.</summary>
    internal Task<ProgramResult> RunAsync(params string[] arguments) => PublishedProgram.RunAsync(
        "/usr/bin/buildah", ["--root", PathOf("root"), "--runroot", PathOf("run"), "--storage-driver", "vfs", .. arguments],
        environment: new Dictionary<string, string> { ["CONTAINERS_CONF"] = PathOf("containers.conf") });

    /// <summary>Runs a command that starts containers, with <c>edgerun</c> as their runtime, to its end.</summary>
    internal Task<ProgramResult> RunContainersAsync(string command, params string[] arguments) =>
        RunAsync([command, "--isolation", "oci", "--runtime", PublishedProgram.PathOf("edgerun"), .. arguments]);
}
