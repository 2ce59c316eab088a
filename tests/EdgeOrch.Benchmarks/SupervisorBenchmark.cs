using System.Diagnostics;
using System.Globalization;
using EdgeOrch.Agent.Supervision;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Containers.Rootfs;
using EdgeOrch.Containers.Spec;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Benchmarks;

/// <summary>
/// Containers under one published supervisor, asked over its socket as the agent asks: one that ends at once, from the request
/// to the end of its removal; a hundred at once; the memory that each further one adds. One line a figure: name and number.
/// </summary>
internal sealed class SupervisorBenchmark : IAsyncDisposable
{
    private const string One = "benchmark.true";
    private const int AtOnce = 100;
    private const int Askers = 16;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("edgeorch-benchmark.").FullName;
    private readonly string _image;
    private readonly Process _supervisor;
    private readonly SupervisorClient _client;

    private SupervisorBenchmark(string edgeorchd, string image)
    {
        _image = image;
        var socket = Path.Combine(_folder, "socket");
        _client = new SupervisorClient(socket);
        _supervisor = Process.Start(edgeorchd, ["supervise", "--state", Path.Combine(_folder, "state"), "--socket", socket, "--cgroup", "edgeorch-benchmark"]);
    }

    public static async Task RunAsync(string edgeorchd, string image, int rounds)
    {
        await using var benchmark = new SupervisorBenchmark(edgeorchd, image);
        await benchmark.AnswersAsync();
        await benchmark.WarmStartsAsync(5);
        Print("warm", Median(await benchmark.WarmStartsAsync(rounds)));
        await benchmark.ManyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var id in Ids(AtOnce).Append(One)) await _client.RemoveAsync(id, keepFiles: false, CancellationToken.None);
            await _client.ShutdownAsync(CancellationToken.None);
        }
        finally
        {
            _supervisor.Kill();
            await _supervisor.WaitForExitAsync();
            _supervisor.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task AnswersAsync()
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await _client.UsageAsync(CancellationToken.None);
                return;
            }
            catch (SupervisorException) when (clock.Elapsed < s_patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    private async Task<List<double>> WarmStartsAsync(int rounds)
    {
        using var ends = new CancellationTokenSource();
        await using var changes = _client.WatchAsync(ends.Token).GetAsyncEnumerator(ends.Token);
        var times = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var launch = Launch(One, "/true");
            var clock = Stopwatch.StartNew();
            await _client.StartAsync(launch, CancellationToken.None);
            while (await changes.MoveNextAsync() && changes.Current.Record is not { Phase: ContainerPhase.Exited }) ;
            await _client.RemoveAsync(One, keepFiles: false, CancellationToken.None);
            times.Add(clock.Elapsed.TotalMilliseconds);

            // What the watch still has of this round must not pass for the next one's.
            while (await changes.MoveNextAsync() && changes.Current.Record is not null) ;
        }

        await ends.CancelAsync();
        return times;
    }

    private async Task ManyAsync()
    {
        var launches = Ids(AtOnce).Select(id => Launch(id, "/pause")).ToArray();
        await StartAsync(launches[..10]);
        var before = Pss();
        foreach (var launch in launches[10..]) await _client.StartAsync(launch, CancellationToken.None);
        Print("kilobytes-each", (Pss() - before) / (AtOnce - 10));
        foreach (var id in Ids(AtOnce)) await _client.RemoveAsync(id, keepFiles: false, CancellationToken.None);

        launches = [.. Ids(AtOnce).Select(id => Launch(id, "/pause"))];
        var clock = Stopwatch.StartNew();
        await StartAsync(launches);
        Print("many", clock.Elapsed.TotalMilliseconds);
    }

    private Task StartAsync(IEnumerable<ContainerLaunch> launches) =>
        Parallel.ForEachAsync(launches, new ParallelOptions { MaxDegreeOfParallelism = Askers }, async (launch, cancellation) =>
        {
            var record = await _client.StartAsync(launch, cancellation);
            if (record.Phase != ContainerPhase.Running) throw new InvalidOperationException($"\"{record.Id}\" is {record.Phase}: {record.Message}");
        });

    private ContainerLaunch Launch(string id, string program)
    {
        var folder = Path.Combine(_folder, id);
        return new ContainerLaunch
        {
            Id = id,
            Revision = 1,
            Spec = SpecDefaults.Container([program]),
            Rootfs = new RootfsSpec([_image], Path.Combine(folder, "upper"), Path.Combine(folder, "work"), Path.Combine(folder, "root")),
            Restart = new RestartRule(RestartPolicy.Never, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)),
            StopGrace = TimeSpan.Zero,
        };
    }

    // In kilobytes of 1,000 bytes; the kernel's are of 1,024.
    private double Pss()
    {
        var line = File.ReadLines($"/proc/{_supervisor.Id}/smaps_rollup").First(l => l.StartsWith("Pss:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1.024;
    }

    private static IEnumerable<string> Ids(int count) => Enumerable.Range(1, count).Select(n => $"benchmark.pause-{n}");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Print(string name, double value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:F1}"));
}
