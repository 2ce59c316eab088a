using System.Diagnostics;
using EdgeOrch.Agent.Supervision;
using EdgeOrch.Agent.Supervision.Logs;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Containers;
using EdgeOrch.Containers.Rootfs;
using EdgeOrch.Containers.Spec;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeOrch.Agent.Tests.Supervision;

/// <summary>
/// The folders of one device with a busybox layer (Debian package busybox-static; needs root), and supervisors on them, in this
/// process or in one of their own.
/// </summary>
internal sealed class DeviceFixture : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static int s_number;
    private readonly string _base = Directory.CreateTempSubdirectory("eo-").FullName;
    private CancellationTokenSource? _end;
    private Task? _supervisor;

    public DeviceFixture()
    {
        foreach (var folder in new[] { "bin", "proc", "dev", "tmp" }) Directory.CreateDirectory(Path.Combine(Layer, folder));
        File.Copy("/bin/busybox", Path.Combine(Layer, "bin/busybox"));
        foreach (var applet in "sh cat echo sleep true false kill touch dd head tail yes seq rm mkdir ln chmod chown mknod mkfifo".Split(' '))
            File.CreateSymbolicLink(Path.Combine(Layer, "bin", applet), "busybox");
        File.CreateSymbolicLink(Dotnet, Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, "dotnet")).First(File.Exists));
        var cgroup = $"eo-test-{Environment.ProcessId}-{Interlocked.Increment(ref s_number)}";
        Options = new SupervisorOptions { StateDirectory = Path.Combine(_base, "state"), SocketPath = Path.Combine(_base, "s.sock"), CgroupParent = cgroup };
        Client = new SupervisorClient(Options.SocketPath);
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public SupervisorOptions Options { get; set; }

    public SupervisorClient Client { get; }

    /// <summary>The agent's program, as built.</summary>
    public static string Program => Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "../../EdgeOrch.Agent", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "edgeorchd.dll"));

    /// <summary>What runs a supervisor of its own: a link, so that a test can put another program in its place.</summary>
    public string Dotnet => Path.Combine(_base, "dotnet");

    private string Layer => Path.Combine(_base, "layer");

    public ContainerLaunch Shell(string script, RestartPolicy policy = RestartPolicy.Never, string id = "app.main", long revision = 1) => new()
    {
        Id = id,
        Revision = revision,
        Spec = SpecDefaults.Container(["/bin/sh", "-c", script]),
        Rootfs = new RootfsSpec([Layer], Path.Combine(_base, id, "upper"), Path.Combine(_base, id, "work"), Path.Combine(_base, id, "merged")),
        Restart = new RestartRule(policy, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(300)),
        StopGrace = TimeSpan.FromSeconds(5),
        Metadata = "opaque",
    };

    /// <summary>Starts a supervisor in this process.</summary>
    public async Task StartAsync(TimeProvider? time = null)
    {
        _end = new CancellationTokenSource();
        _supervisor = SuperviseProgram.RunAsync(Options, time ?? TimeProvider.System, NullLogger.Instance, _end.Token);
        await AnswersAsync();
    }

    /// <summary>Starts a supervisor as a process of its own.</summary>
    public Process StartProcess() => Process.Start(new ProcessStartInfo(
        Dotnet, [Program, "supervise", "--state", Options.StateDirectory, "--socket", Options.SocketPath, "--cgroup", Options.CgroupParent, "--log-file-bytes", $"{Options.LogFileBytes}"])
    {
        RedirectStandardError = true,
    })!;

    /// <summary>Runs a command of the agent's program, its three streams ours.</summary>
    public Process StartCommand(IReadOnlyList<string> arguments) => Process.Start(new ProcessStartInfo(Dotnet, [Program, .. arguments])
    {
        RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
    })!;

    /// <summary>Where a file that a container made, or would make, lies on the host.</summary>
    public string UpperOf(string id, string path) => Path.Combine(_base, id, "upper", path);

    /// <summary>Ends it as SIGTERM does: containers live on.</summary>
    public async Task EndAsync()
    {
        if (_end is null) return;
        await _end.CancelAsync();
        await _supervisor!;
        _end.Dispose();
        _end = null;
    }

    public Task AnswersAsync() => Eventually.SeeAsync("an answer of the supervisor", Patience, async () =>
    {
        if (_supervisor is { IsFaulted: true }) await _supervisor;
        try
        {
            return (await RecordsAsync()).Count;
        }
        catch (EdgeOrch.Agent.Supervision.Protocol.SupervisorException)
        {
            return -1;
        }
    }, count => count >= 0);

    /// <summary>All records, by id.</summary>
    public async Task<IReadOnlyList<ContainerRecord>> RecordsAsync()
    {
        var records = new SortedDictionary<string, ContainerRecord>(StringComparer.Ordinal);
        await foreach (var change in Client.WatchAsync(Cancel))
        {
            if (change.IsCaughtUp) break;
            // Listed, and gone before the listing was over.
            if (change.Record is null) records.Remove(change.Id!);
            else records[change.Id!] = change.Record;
        }

        return [.. records.Values];
    }

    /// <summary>Waits until a container's record is as wanted.</summary>
    public Task<ContainerRecord> SeeAsync(string awaited, Func<ContainerRecord, bool> holds, string id = "app.main") =>
        Eventually.SeeAsync(awaited, Patience, async () => (await RecordsAsync()).Single(r => r.Id == id), holds);

    public LogReader Log(string id = "app.main") => new(LogReader.FolderOf(Options.StateDirectory, id), TimeProvider.System);

    /// <summary>Waits until the log has so many lines.</summary>
    public Task<IReadOnlyList<string>> SeeLogAsync(int lines, string id = "app.main") => Eventually.SeeAsync<IReadOnlyList<string>>(
        $"{lines} log lines", Patience, () => Task.FromResult<IReadOnlyList<string>>([.. Log(id).Read(null, 1000).Lines.Select(l => $"{l.Stream}: {l.Text}")]), seen => seen.Count >= lines);

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        if (Directory.Exists(Options.StateDirectory))
            foreach (var folder in Directory.EnumerateDirectories(Options.StateDirectory))
                ContainerRuntime.Clean(Path.GetFileName(folder), $"/{Options.CgroupParent}/{Path.GetFileName(folder)}");
        ContainerRuntime.Clean("the.parent", $"/{Options.CgroupParent}");
        Directory.Delete(_base, recursive: true);
    }
}
