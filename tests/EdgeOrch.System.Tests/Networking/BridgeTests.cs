using System.Text.Json;
using EdgeOrch.Testing;

namespace EdgeOrch.System.Tests.Networking;

/// <summary>The promise: workloads on the bridge find each other by name and are reached by the device's ports, whatever is killed, and leave nothing.</summary>
public sealed class BridgeTests(BridgeSite site) : IClassFixture<BridgeSite>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    // A static busybox cannot look names up; the file that says them it can read.
    private const string Ask = "until a=$(busybox awk '$2 == \"web\" { print $1; exit }' /etc/hosts) && printf 'GET /index.html HTTP/1.0\\r\\n\\r\\n' | busybox nc $a 8080; do busybox sleep 1; done; busybox sleep 1000";

    [Fact]
    public async Task Bridge_ThroughCrashesPowerCutAndEnd_KeepsWhatItPromises()
    {
        await site.PushSampleAsync();
        await site.ApplyAsync(Manifest("net", 80) + "\n" + $$"""
                - name: ask
                  image: sample/hello:v1
                  command: [/bin/busybox, sh, -c, {{JsonSerializer.Serialize(Ask)}}]
                  network: bridge
                  stopGracePeriod: 0s
            """);

        // 1. Health is asked at the bridge, names are found, the port is published.
        await site.AwaitRunningAsync("net/web", 1);
        await site.AwaitRunningAsync("net/ask", 1);
        await Eventually.SeeAsync("the page in the log of the one that asked", s_patience, () => Task.FromResult(site.LogOf("net/ask")), log => log.Contains("version v1", StringComparison.Ordinal));
        await ServedAsync(80);

        // 2. Without a supervisor, and with the next one.
        await site.Supervisor.KillAsync();
        await ServedAsync(80);
        site.Supervisor.Start();
        await ServedAsync(80);

        // 3. After a power cut.
        await site.PowerCycleDeviceAsync();
        await ServedAsync(80);

        // 4. Another deployment that wants the port is told whose it is, and gets it when it is free.
        await site.ApplyAsync(Manifest("other", 80));
        var why = await site.AwaitWhyAsync("other/web", "Running");
        Assert.Equal(("port-taken", "port 80/tcp of this device: belongs to workload \"net.web\""), (why.Reason, why.Message));
        (await site.EdgectlAsync("delete", "deployment", "net")).Succeeded();
        await site.AwaitRunningAsync("other/web", 1);
        await ServedAsync(80);

        // 5. The last one leaves nothing.
        (await site.EdgectlAsync("delete", "deployment", "other")).Succeeded();
        await site.AwaitDeviceAsync("the workload to be gone", device => device.Workloads.Count == 0);
        Assert.Equal("", await site.OnDeviceAsync("nft", "list", "ruleset"));
        Assert.Single((await site.OnDeviceAsync("ip", "-br", "link")).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private Task<string> ServedAsync(int port) =>
        Eventually.SeeAsync($"the page at port {port}", s_patience, () => site.PageAsync(port), page => page.Contains("version v1", StringComparison.Ordinal));

    private string Manifest(string name, int port) => site.Manifest(name, "v1", 8080)
        // The sample listens on loopback alone.
        .Replace("network: none", "command: [/bin/httpd, -f, -p, '8080', -h, /www]\n      network: none", StringComparison.Ordinal)
        .Replace("network: none", $"network: bridge\n      ports: [{{ port: 8080, hostPort: {port} }}]", StringComparison.Ordinal);
}
