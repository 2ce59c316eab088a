using System.Diagnostics;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Containers.Spec;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Testing;

namespace EdgeOrch.Agent.Tests.Supervision.Networking;

/// <summary>Containers on the bridge of a device, which is a network namespace with a supervisor process in it (Debian packages iproute2 and nftables).</summary>
public sealed class BridgeTests : IAsyncLifetime
{
    // The device's own programs and libraries, which look names up as most images do.
    private static readonly MountSpec[] s_programs = [.. new[] { "/usr", "/lib", "/lib64" }.Where(Directory.Exists).Select(f => Bind(f, f))];
    private const string Serve = "echo $HOSTNAME > /tmp/index.html; exec /bin/busybox httpd -f -p 8080 -h /tmp";
    private static int s_number;
    private readonly string _space = $"eo-test-{Environment.ProcessId}-{Interlocked.Increment(ref s_number)}";
    private readonly string _files = Directory.CreateTempSubdirectory("eo-net-").FullName;
    private readonly DeviceFixture _device = new();
    private Process? _supervisor;

    public async ValueTask InitializeAsync()
    {
        await RunAsync("ip", "netns", "add", _space);
        await OnDeviceAsync("ip", "link", "set", "lo", "up");

        // A new namespace takes this from the machine, where Docker may have turned it on.
        await OnDeviceAsync("sh", "-c", "echo 0 > /proc/sys/net/ipv4/ip_forward");
        await LaunchAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await _device.DisposeAsync();
        await RunAsync("ip", "netns", "del", _space);
        Directory.Delete(_files, recursive: true);
    }

    [Fact]
    public async Task Start_TwoWorkloads_FindEachOtherByNameAndTheDevicePublishes()
    {
        var web = await StartAsync(Server("shop.web", 80));
        await StartAsync(Container("shop.client", $"{Ask("web", 8080)}; {Ask("shop-web", 8080)}"));

        Assert.Equal(["Stdout: web", "Stdout: web"], (await _device.SeeLogAsync(2, "shop.client")).Where(l => l.StartsWith("Stdout", StringComparison.Ordinal)));
        Assert.Equal("10.213.0.2", web.Address);
        Assert.Equal("web", await FetchAsync("127.0.0.1", 80));
        Assert.Equal("web", await FetchAsync(web.Address!, 8080));
    }

    [Fact]
    public async Task Start_LaterPeer_IsInTheHostsFileOfOneThatRuns()
    {
        await StartAsync(Container("shop.client", $"{Ask("logs.late", 8080)}; exec sleep 100"));
        await StartAsync(Server("logs.late"));

        Assert.Equal(["Stdout: late"], await _device.SeeLogAsync(1, "shop.client"));
        await _device.Client.RemoveAsync("logs.late", keepFiles: false, DeviceFixture.Cancel);
        Assert.DoesNotContain("late", await File.ReadAllTextAsync(Path.Combine(_files, "shop.client.hosts"), DeviceFixture.Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kill9_OfTheSupervisor_LeavesTheNetworkAndItIsTakenUpAgain()
    {
        var before = await StartAsync(Server("shop.web", 80));
        Assert.Equal("web", await FetchAsync("127.0.0.1", 80));
        await KillAsync();
        Assert.Equal("web", await FetchAsync("127.0.0.1", 80));

        await LaunchAsync();
        var after = (await _device.RecordsAsync()).Single();

        Assert.Equal((before.Pid, before.Address), (after.Pid, after.Address));
        Assert.Equal("web", await FetchAsync("127.0.0.1", 80));
        Assert.Equal(1, (await LinksAsync()).Count(l => l.StartsWith("edgeorch-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Restart_AfterACrash_KeepsAddressAndPorts()
    {
        await StartAsync(Server("shop.other"));
        var before = await StartAsync(Server("shop.web", 80) with { Restart = new RestartRule(RestartPolicy.Always, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1)) });
        await RunAsync("kill", "-KILL", $"{before.Pid}");

        var after = await _device.SeeAsync("its restart", r => r.Phase == ContainerPhase.Running && r.Restarts > 0, "shop.web");

        Assert.Equal(before.Address, after.Address);
        Assert.Equal("web", await FetchAsync("127.0.0.1", 80));
    }

    [Fact]
    public async Task Kill9_WithItsContainer_LeavesNothingAfterTheNextStart()
    {
        var record = await StartAsync(Server("shop.web", 80));
        await OnDeviceAsync("ip", "link", "add", "edgeorch-77", "master", "edgeorch0", "type", "veth", "peer", "name", "lost");
        await KillAsync();
        await RunAsync("kill", "-KILL", $"{record.Pid}");
        await Eventually.HoldsAsync("the end of the container", DeviceFixture.Patience, () => !Directory.Exists($"/proc/{record.Pid}"));

        await LaunchAsync();
        await _device.SeeAsync("the end", r => r.Phase == ContainerPhase.Exited, "shop.web");

        Assert.Equal(["edgeorch0", "lo"], await LinksAsync());
        Assert.DoesNotContain("dnat ip", await OnDeviceAsync("nft", "list", "ruleset"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_TheLastOne_LeavesNoTraceOnTheDevice()
    {
        await StartAsync(Server("shop.web", 80));
        await StartAsync(Server("shop.api"));
        await _device.Client.RemoveAsync("shop.web", keepFiles: false, DeviceFixture.Cancel);
        Assert.DoesNotContain("dnat ip", await OnDeviceAsync("nft", "list", "ruleset"), StringComparison.Ordinal);
        await _device.Client.RemoveAsync("shop.api", keepFiles: false, DeviceFixture.Cancel);

        Assert.Equal(["lo"], await LinksAsync());
        Assert.Equal("", await OnDeviceAsync("nft", "list", "ruleset"));
        Assert.Equal("0", (await OnDeviceAsync("cat", "/proc/sys/net/ipv4/ip_forward")).Trim());
    }

    [Fact]
    public async Task Start_PortOfAnotherWorkload_IsRefusedByItsOwnersName()
    {
        await StartAsync(Server("shop.web", 80));

        var refused = await Assert.ThrowsAsync<SupervisorException>(() => StartAsync(Server("logs.web", 80)));

        Assert.Equal((SupervisorErrorKind.PortTaken, "port 80/tcp of this device: belongs to workload \"shop.web\""), (refused.Kind, refused.Message));
        Assert.Equal(["shop.web"], (await _device.RecordsAsync()).Select(r => r.Id));
        await _device.Client.RemoveAsync("shop.web", keepFiles: false, DeviceFixture.Cancel);
        Assert.Equal(ContainerPhase.Running, (await StartAsync(Server("logs.web", 80))).Phase);
    }

    [Fact]
    public async Task Start_PortOfTheDevicesOwnProgram_WaitsForItsEnd()
    {
        using var other = Process.Start(InSpace("busybox", "httpd", "-f", "-p", "80", "-h", "/run"))!;
        await Eventually.SeeAsync("the program", DeviceFixture.Patience, async () => await OnDeviceAsync("ss", "-ltn"), s => s.Contains(":80 ", StringComparison.Ordinal));

        var record = await StartAsync(Server("shop.web", 80) with { Restart = new RestartRule(RestartPolicy.Always, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1)) });

        Assert.Equal((ContainerPhase.BackingOff, "port 80/tcp of this device: another program uses it"), (record.Phase, record.Message));
        other.Kill();
        await _device.SeeAsync("its start", r => r.Phase == ContainerPhase.Running, "shop.web");
        Assert.Equal("web", await FetchAsync("127.0.0.1", 80));
    }

    [Fact]
    public async Task Launch_DamagedState_GivesTheRunningContainerAnotherAddress()
    {
        await StartAsync(Server("shop.other"));
        await _device.Client.RemoveAsync("shop.other", keepFiles: false, DeviceFixture.Cancel);
        var before = await StartAsync(Server("shop.web", 80));
        await KillAsync();
        await File.WriteAllTextAsync(Path.Combine(_device.Options.StateDirectory, "network.json"), "{", DeviceFixture.Cancel);

        await LaunchAsync();
        var after = (await _device.RecordsAsync()).Single();

        Assert.Equal((before.Pid, "10.213.0.3", "10.213.0.2"), (after.Pid, before.Address, after.Address));
        Assert.Equal("web", await FetchAsync("127.0.0.1", 80));
    }

    [Fact]
    public async Task Rules_FlushedBySomebody_AreMadeAgain()
    {
        await StartAsync(Server("shop.web", 80));
        await OnDeviceAsync("nft", "flush", "ruleset");

        await Eventually.SeeAsync("the rules", DeviceFixture.Patience, () => OnDeviceAsync("nft", "list", "ruleset"), r => r.Contains("dnat ip", StringComparison.Ordinal));
        Assert.Equal("web", await FetchAsync("127.0.0.1", 80));
    }

    private ContainerLaunch Server(string id, int? port = null) =>
        Container(id, Serve, port is null ? [] : [new PortManifest { Port = 8080, HostPort = port }]);

    private ContainerLaunch Container(string id, string script, params IReadOnlyList<PortManifest> ports)
    {
        var launch = _device.Shell("", RestartPolicy.Never, id);
        var (hosts, resolver) = (Path.Combine(_files, $"{id}.hosts"), Path.Combine(_files, $"{id}.resolv.conf"));
        var host = id.Split('.')[1];
        return launch with
        {
            StopGrace = TimeSpan.Zero,
            Spec = launch.Spec with
            {
                Hostname = host,
                Process = launch.Spec.Process with { Args = ["/usr/bin/bash", "-c", script], Env = [.. launch.Spec.Process.Env, $"HOSTNAME={host}"] },
                Mounts = [.. launch.Spec.Mounts, Bind(hosts, "/etc/hosts"), Bind(resolver, "/etc/resolv.conf"), .. s_programs],
            },
            Network = new LaunchNetwork { HostName = host, HostsFile = hosts, ResolverFile = resolver, Ports = ports },
        };
    }

    private static MountSpec Bind(string source, string destination) =>
        new() { Source = source, Destination = destination, Type = "bind", Options = ["rbind", "ro"] };

    private Task<ContainerRecord> StartAsync(ContainerLaunch launch) => _device.Client.StartAsync(launch, DeviceFixture.Cancel);

    private async Task<string> FetchAsync(string host, int port)
    {
        using var asking = Process.Start(InSpace("bash", "-c", Ask(host, port)))!;
        var text = await asking.StandardOutput.ReadToEndAsync(DeviceFixture.Cancel).WaitAsync(DeviceFixture.Patience, DeviceFixture.Cancel);
        return text.Trim();
    }

    // A shell's own HTTP client: a static busybox cannot look up names.
    private static string Ask(string host, int port) =>
        $"until exec 3<>/dev/tcp/{host}/{port}; do sleep 0.1; done 2>/dev/null; echo -e 'GET / HTTP/1.0\\r\\n\\r' >&3; tail -n1 <&3";

    private async Task<IReadOnlyList<string>> LinksAsync() =>
        [.. (await OnDeviceAsync("ip", "-br", "link")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ', '@')[0]).Order(StringComparer.Ordinal)];

    private Task<string> OnDeviceAsync(params string[] command) => RunAsync(["nsenter", $"--net=/run/netns/{_space}", .. command]);

    private ProcessStartInfo InSpace(params string[] command) =>
        new("nsenter", [$"--net=/run/netns/{_space}", .. command]) { RedirectStandardOutput = true, RedirectStandardError = true };

    private static async Task<string> RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}: {await error}");
        return output;
    }

    private async Task LaunchAsync()
    {
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../EdgeOrch.Agent", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "edgeorchd.dll"));
        var options = _device.Options;
        _supervisor = Process.Start(InSpace("dotnet", program, "supervise", "--state", options.StateDirectory, "--socket", options.SocketPath, "--cgroup", options.CgroupParent))!;
        _ = _supervisor.StandardError.ReadToEndAsync(DeviceFixture.Cancel);
        await _device.AnswersAsync();
    }

    private async Task KillAsync()
    {
        if (_supervisor is null) return;
        _supervisor.Kill();
        await _supervisor.WaitForExitAsync(CancellationToken.None);
        _supervisor.Dispose();
        _supervisor = null;
    }
}
