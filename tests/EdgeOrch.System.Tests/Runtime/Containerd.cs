using EdgeOrch.System.Tests.Programs;

namespace EdgeOrch.System.Tests.Runtime;

/// <summary>A containerd of its own below a folder, whose containers <c>edgerun</c> runs from a busybox folder. Needs containerd, busybox-static and <c>script</c>.</summary>
public sealed class Containerd : IAsyncLifetime
{
    private readonly string _home = Directory.CreateTempSubdirectory("edgeorch-containerd-").FullName;
    private readonly Daemon _daemon;

    public Containerd() => _daemon = new Daemon("/usr/bin/containerd", ["--config", PathOf("config.toml")], PathOf("log"));

    private string Socket => PathOf("socket");

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(PathOf("config.toml"), $"""
            version = 2
            root = "{PathOf("root")}"
            state = "{PathOf("state")}"
            disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
            [grpc]
              address = "{Socket}"
            [ttrpc]
              address = "{PathOf("ttrpc")}"
            """);
        await BusyboxFolder.MakeAsync(PathOf("image"));
        _daemon.Start();
        await _daemon.AwaitAsync("containerd's socket", TimeSpan.FromSeconds(60), () => File.Exists(Socket));
    }

    public async ValueTask DisposeAsync()
    {
        await _daemon.StopAsync();
        await _daemon.DisposeAsync();
        Directory.Delete(_home, recursive: true);
    }

    /// <summary>Runs <c>ctr</c> to its end.</summary>
    internal Task<ProgramResult> RunAsync(params string[] arguments) => PublishedProgram.RunAsync("/usr/bin/ctr", ["--address", Socket, .. arguments]);

    /// <summary><c>ctr run</c> of a command.</summary>
    internal Task<ProgramResult> RunContainerAsync(string options, string id, params string[] command) => RunAsync([.. RunArguments(options, id), .. command]);

    /// <summary>The same at a terminal.</summary>
    internal Task<ProgramResult> RunAtTerminalAsync(string id, string command) => PublishedProgram.RunAsync(
        "/usr/bin/script", ["-qec", $"ctr --address {Socket} {string.Join(' ', RunArguments("--rm --tty", id))} {command}", "/dev/null"]);

    private string[] RunArguments(string options, string id) =>
        ["run", .. options.Split(' '), "--runc-binary", PublishedProgram.PathOf("edgerun"), "--rootfs", PathOf("image"), id];

    private string PathOf(string name) => Path.Combine(_home, name);
}
