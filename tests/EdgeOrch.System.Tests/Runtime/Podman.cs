using EdgeOrch.System.Tests.Programs;

namespace EdgeOrch.System.Tests.Runtime;

/// <summary>podman with <c>edgerun</c> as its runtime, a store of its own and a busybox image. Needs podman and busybox-static.</summary>
public sealed class Podman : IAsyncLifetime
{
    private readonly string _home = Directory.CreateTempSubdirectory("edgeorch-podman-").FullName;
    private readonly List<string> _options = [];

    public async ValueTask InitializeAsync()
    {
        // Limits that a test machine without CAP_SYS_RESOURCE can set; nothing of systemd's.
        await File.WriteAllTextAsync(Path.Combine(_home, "containers.conf"), $"""
            [containers]
            default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            static_dir = "{_home}/root/libpod"
            volume_path = "{_home}/volumes"
            tmp_dir = "{_home}/tmp"
            """);
        _options.AddRange(["--root", $"{_home}/root", "--runroot", $"{_home}/run", "--storage-driver", "vfs", "--runtime", PublishedProgram.PathOf("edgerun")]);
        var root = Path.Combine(_home, "image");
        await BusyboxFolder.MakeAsync(root);
        (await PublishedProgram.RunAsync("/bin/tar", ["-C", root, "-cf", Path.Combine(_home, "image.tar"), "."])).Succeeded();
        (await RunAsync("import", Path.Combine(_home, "image.tar"), "busybox:v1")).Succeeded();
    }

    public async ValueTask DisposeAsync()
    {
        (await RunAsync("rm", "--all", "--force", "--time", "0")).Succeeded();
        (await RunAsync("volume", "prune", "--force")).Succeeded();
        Directory.Delete(_home, recursive: true);
    }

    /// <summary>Runs podman to its end.</summary>
    internal Task<ProgramResult> RunAsync(params string[] arguments) => PublishedProgram.RunAsync(
        "/usr/bin/podman", [.. _options, .. arguments], environment: new Dictionary<string, string> { ["CONTAINERS_CONF"] = Path.Combine(_home, "containers.conf") });
}
