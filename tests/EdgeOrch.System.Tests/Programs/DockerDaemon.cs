namespace EdgeOrch.System.Tests.Programs;

/// <summary>A Docker daemon of its own below a folder: no bridge, no firewall rules, nothing of the machine's own Docker.</summary>
internal sealed class DockerDaemon(string folder) : IAsyncDisposable
{
    private readonly Daemon _daemon = new(
        "/usr/sbin/dockerd",
        [
            "--data-root", $"{folder}/data", "--exec-root", $"{folder}/exec", "--pidfile", $"{folder}/pid", "--host", $"unix://{folder}/socket",
            "--storage-driver", "vfs", "--bridge", "none", "--iptables=false", "--ip6tables=false",
        ],
        $"{folder}/log");

    public Task StartAsync()
    {
        Directory.CreateDirectory(folder);
        _daemon.Start();
        return _daemon.AwaitAsync("Docker's socket", TimeSpan.FromSeconds(60), () => File.Exists($"{folder}/socket"));
    }

    /// <summary>Runs the client to its end, which must be good.</summary>
    public async Task RunAsync(string? input, params string[] arguments) => (await PublishedProgram.RunAsync(
        "docker", ["--config", $"{folder}/config", "--host", $"unix://{folder}/socket", .. arguments], input,
        // The builder that needs no plug-in.
        environment: new Dictionary<string, string> { ["DOCKER_BUILDKIT"] = "0" })).Succeeded();

    public async ValueTask DisposeAsync()
    {
        await _daemon.StopAsync();
        await _daemon.DisposeAsync();
    }
}
