using EdgeOrch.System.Tests.Programs;

namespace EdgeOrch.System.Tests.Networking;

/// <summary>A site whose device has a network of its own, so that this machine's keeps its rules (Debian packages iproute2 and nftables).</summary>
public sealed class BridgeSite : Site
{
    protected override IReadOnlyList<string> SupervisorStarter => ["nsenter", $"--net=/run/netns/{Device}"];

    /// <summary>Runs a program in the device's network; what it wrote.</summary>
    internal async Task<string> OnDeviceAsync(params string[] command) =>
        (await PublishedProgram.RunAsync(SupervisorStarter[0], [.. SupervisorStarter.Skip(1), .. command])).Succeeded();

    /// <summary>A page that a port of the device serves; empty when nobody answers.</summary>
    internal async Task<string> PageAsync(int port) =>
        (await PublishedProgram.RunAsync(SupervisorStarter[0], [.. SupervisorStarter.Skip(1), "busybox", "nc", "-w", "5", "127.0.0.1", $"{port}"], "GET /index.html HTTP/1.0\r\n\r\n")).Output;

    protected override async Task PrepareAsync()
    {
        (await PublishedProgram.RunAsync("ip", ["netns", "add", Device])).Succeeded();
        await OnDeviceAsync("ip", "link", "set", "lo", "up");
    }

    protected override async Task CleanUpAsync() => (await PublishedProgram.RunAsync("ip", ["netns", "del", Device])).Succeeded();
}
