using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.Testing;

namespace EdgeOrch.System.Tests.Programs;

/// <summary>One control plane and one device on this machine, of the published programs, in a folder of their own.</summary>
public class Site : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly string _home = Directory.CreateTempSubdirectory("edgeorch-site-").FullName;
    private readonly int _apiPort = FreePort.Next();
    private readonly int _mqttPort = FreePort.Next();
    private readonly string _name = $"site-{Guid.NewGuid():N}"[..13];

    /// <summary>The device's id.</summary>
    public string Device => _name;

    internal Daemon ControlPlane { get; private set; } = null!;

    internal Daemon Supervisor { get; private set; } = null!;

    internal Daemon Agent { get; private set; } = null!;

    /// <summary>Everything of this site is below it.</summary>
    internal string Home => _home;

    internal string CloudFolder => Path.Combine(_home, "cloud");

    internal string DeviceFolder => Path.Combine(_home, "device");

    internal string AuthorityFile => Path.Combine(CloudFolder, "identity", "ca.crt");

    internal string AdminTokenFile => Path.Combine(CloudFolder, "identity", "admin.token");

    internal int MqttPort => _mqttPort;

    /// <summary>The API's and the registry's address, <c>host:port</c>.</summary>
    internal string Api => $"127.0.0.1:{_apiPort}";

    private string SupervisorSocket => Path.Combine(_home, "supervisor.sock");

    public virtual async ValueTask InitializeAsync()
    {
        await PrepareAsync();
        ControlPlane = new Daemon(
            PublishedProgram.PathOf("edgeorch"), ["serve", "--data", CloudFolder, "--listen", Api, "--mqtt", $"127.0.0.1:{_mqttPort}", .. ControlPlaneOptions], Log("cloud"));
        IReadOnlyList<string> supervisor = [.. SupervisorStarter, SupervisorProgram];
        Supervisor = new Daemon(
            supervisor[0], [.. supervisor.Skip(1), "supervise", "--state", Path.Combine(DeviceFolder, "supervisor"), "--socket", SupervisorSocket, "--cgroup", $"edgeorch-{_name}"], Log("supervisor"));
        Agent = new Daemon(PublishedProgram.PathOf("edgeorchd"), ["run", "--data", DeviceFolder, "--supervisor-socket", SupervisorSocket], Log("agent"));

        ControlPlane.Start();
        await ControlPlane.AwaitAsync("the control plane's certificate and token", Patience, () => File.Exists(AdminTokenFile) && File.Exists(AuthorityFile));
        (await EdgectlAsync("config", "set-context", "test", "--server", $"https://{Api}", "--token-file", AdminTokenFile, "--certificate-authority", AuthorityFile)).Succeeded();
        (await EdgectlAsync("config", "use-context", "test")).Succeeded();
        await AwaitApiAsync();

        (await JoinAsync(await TokenAsync(), DeviceFolder)).Succeeded();
        Supervisor.Start();
        await Supervisor.AwaitAsync("the supervisor's socket", Patience, () => File.Exists(SupervisorSocket));
        Agent.Start();
        await AwaitLinkAsync(LinkState.Online);
    }

    public async ValueTask DisposeAsync()
    {
        await Agent.DisposeAsync();
        if (Supervisor.IsRunning) await PublishedProgram.RunAsync(PublishedProgram.PathOf("edgeorchd"), ["shutdown", "--supervisor-socket", SupervisorSocket]);
        // It answers before it has tidied up after itself.
        await Supervisor.StopAsync();
        await Supervisor.DisposeAsync();
        await ControlPlane.DisposeAsync();
        KeepLogs();
        await CleanUpAsync();
        Directory.Delete(_home, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>What a special site's control plane is told besides its ports and its folder.</summary>
    protected virtual IEnumerable<string> ControlPlaneOptions => [];

    /// <summary>What starts a special site's supervisor, by execve: nothing, as a rule.</summary>
    protected virtual IReadOnlyList<string> SupervisorStarter => [];

    /// <summary>The program that becomes the supervisor: the published one, as a rule.</summary>
    protected virtual string SupervisorProgram => PublishedProgram.PathOf("edgeorchd");

    /// <summary>What a special site does before anything starts.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>What a special site does when everything has ended.</summary>
    protected virtual Task CleanUpAsync() => Task.CompletedTask;

    internal Task<ProgramResult> EdgectlAsync(params string[] arguments) => EdgectlWithInputAsync(null, arguments);

    internal Task<ProgramResult> EdgectlWithInputAsync(string? input, params string[] arguments) => PublishedProgram.RunAsync(
        PublishedProgram.PathOf("edgectl"), arguments, input,
        environment: new Dictionary<string, string> { ["EDGEORCH_CONFIG"] = Path.Combine(_home, "edgectl.json") });

    internal Task<ProgramResult> JoinAsync(string token, string folder, string? device = null) => PublishedProgram.RunAsync(
        PublishedProgram.PathOf("edgeorchd"),
        ["join", "--server", $"https://{Api}", "--token", token, "--device-id", device ?? _name, "--data", folder]);

    /// <summary>A new join token.</summary>
    internal async Task<string> TokenAsync() =>
        (await EdgectlAsync("token", "create", "--uses", "1", "--ttl", "10m", "--label", $"site={_name}")).Succeeded().Trim();

    internal async Task PushSampleAsync()
    {
        var folder = Path.Combine(_home, "sample");
        if (Directory.Exists(folder)) return;
        (await PublishedProgram.RunAsync(Repository.Path("deploy", "sample", "build"), [folder])).Succeeded();
        foreach (var version in (string[])["v1", "v2"])
        {
            (await EdgectlAsync("image", "push", Path.Combine(folder, version), $"sample/hello:{version}")).Succeeded();
        }
    }

    internal async Task ApplyAsync(string manifest) => (await EdgectlWithInputAsync(manifest, "apply", "-f", "-")).Succeeded();

    internal Task AwaitApiAsync() => Eventually.SeeAsync(
        "the API to answer", Patience, () => EdgectlAsync("get", "devices"), result => result.ExitCode == 0 || ControlPlane.MustRun());

    internal Task<DeviceView> AwaitLinkAsync(LinkState state) =>
        AwaitDeviceAsync($"the device to be {state}", device => device.Link == state);

    /// <summary>Waits until the device reports a revision of a workload as running and healthy.</summary>
    internal async Task<ReportedWorkload> AwaitRunningAsync(string workload, int revision)
    {
        Assert.True(WorkloadId.TryParse(workload, out var id));
        var device = await AwaitDeviceAsync($"{workload} revision {revision} to run", device => Find(device) is { } seen
            && seen.Revision == revision && seen.Phase == WorkloadPhase.Running && seen.Health is HealthStatus.Healthy or HealthStatus.None);
        return Find(device)!;

        ReportedWorkload? Find(DeviceView device) => device.Workloads.FirstOrDefault(w => w.Id == id)?.Reported;
    }

    /// <summary>Waits until the device names a cause of this type for a workload not being as wished.</summary>
    internal async Task<Condition> AwaitWhyAsync(string workload, string type)
    {
        Assert.True(WorkloadId.TryParse(workload, out var id));
        var device = await AwaitDeviceAsync($"{workload} to say why", device => Find(device) is { } why && why.Type == type);
        return Find(device)!;

        Condition? Find(DeviceView device) => device.Workloads.FirstOrDefault(w => w.Id == id)?.Reported?.Why;
    }

    internal Task<DeviceView> AwaitDeviceAsync(string awaited, Func<DeviceView, bool> holds) =>
        Eventually.SeeAsync(awaited, Patience, () => GetAsync(WireJson.Default.DeviceView, "device", _name), holds);

    internal async Task<T> GetAsync<T>(JsonTypeInfo<T> type, params string[] what) =>
        JsonSerializer.Deserialize((await EdgectlAsync(["get", .. what, "-o", "json"])).Succeeded(), type)!;

    /// <summary>What a power cut does to processes: agent, supervisor and every workload end at once. Then the device starts.</summary>
    internal async Task PowerCycleDeviceAsync()
    {
        await Agent.KillAsync();
        await Supervisor.KillAsync();
        KillWorkloads();
        await Eventually.HoldsAsync("the workloads to be dead", Patience, () => WorkloadProcesses().Count == 0);
        Supervisor.Start();
        Agent.Start();
    }

    /// <summary>Kills every process of every workload.</summary>
    internal void KillWorkloads()
    {
        foreach (var pid in WorkloadProcesses())
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
            }
            catch (ArgumentException)
            {
                // It died with its first process.
            }
        }
    }

    /// <summary>What a workload wrote since it was made, as the supervisor keeps it on the device.</summary>
    internal string LogOf(string workload)
    {
        Assert.True(WorkloadId.TryParse(workload, out var id));
        var log = Path.Combine(DeviceFolder, "supervisor", id.FileName, "log", "current.log");
        return File.Exists(log) ? File.ReadAllText(log) : "";
    }

    private List<int> WorkloadProcesses() =>
        [.. Directory.EnumerateDirectories("/sys/fs/cgroup", $"edgeorch-{_name}", SearchOption.AllDirectories)
            .SelectMany(group => Directory.EnumerateFiles(group, "cgroup.procs", SearchOption.AllDirectories))
            .SelectMany(File.ReadLines).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).Distinct()];

    /// <summary>A manifest of one container of the sample image, for this site's device.</summary>
    internal string Manifest(string name, string tag, int port) => Manifest(name, $"sample/hello:{tag}", $$"""
              env: [{ name: PORT, value: "{{port}}" }]
              healthCheck: { http: { port: {{port}}, path: /index.html }, interval: 1s, timeout: 1s, startPeriod: 10s }
        """);

    /// <summary>A manifest of one container of some image, for this site's device.</summary>
    /// <param name="name">The deployment's name.</param>
    /// <param name="image">Its image.</param>
    /// <param name="more">Further lines of the container, as deep as they stand.</param>
    internal string Manifest(string name, string image, string more = "") => $$"""
        apiVersion: edgeorch/v1
        kind: Deployment
        metadata: { name: {{name}} }
        spec:
          selector: { matchLabels: { site: {{_name}} } }
          containers:
            - name: web
              image: {{image}}
              network: none
              resources: { memory: 64Mi, cpu: 500m, pids: 64 }
              readOnlyRootFilesystem: true
              stopGracePeriod: 2s
        {{more}}
        """;

    // For whoever has to find out why a test failed.
    private void KeepLogs()
    {
        var kept = Repository.Path("artifacts", "test-logs", $"{_name}-{GetType().Name}");
        Directory.CreateDirectory(kept);
        foreach (var log in Directory.EnumerateFiles(_home, "*.log")) File.Copy(log, Path.Combine(kept, Path.GetFileName(log)));
    }

    private string Log(string program) => Path.Combine(_home, $"{program}.log");
}
