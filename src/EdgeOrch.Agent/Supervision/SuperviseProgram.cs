using System.Runtime.InteropServices;
using EdgeOrch.Agent.Running;
using EdgeOrch.Agent.Supervision.Logs;
using EdgeOrch.Agent.Supervision.Networking;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Running;
using EdgeOrch.Containers;
using Microsoft.Extensions.Logging;

namespace EdgeOrch.Agent.Supervision;

/// <summary>
/// <c>edgeorchd supervise</c>: the parent of all containers of the device. It starts what its files say, restarts what ends, keeps
/// logs and exit records, and needs neither agent nor network. It may be killed and started again at any time: containers live on.
/// </summary>
internal static class SuperviseProgram
{
    /// <summary>The verb's arguments, for a usage line.</summary>
    public const string Usage = "edgeorchd supervise [--state FOLDER] [--socket PATH] [--cgroup NAME] [--log-file-bytes N] [--log-files N] [--bridge NAME] [--bridge-subnet NETWORK] [--bridge-mtu N] [--bridge-dns ADDRESSES]";

    /// <summary>Runs until a SIGTERM, a SIGINT or a shutdown request.</summary>
    /// <param name="arguments">What follows the verb.</param>
    /// <returns>The exit code: 0, 1 when it cannot run, 2 for wrong arguments.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var log = new StderrLogger(TimeProvider.System);
        SupervisorOptions options;
        try
        {
            options = SupervisorArguments.Parse(arguments);
        }
        catch (FormatException wrong)
        {
            await Console.Error.WriteLineAsync($"{wrong.Message}\nusage: {Usage}");
            return 2;
        }

        using var end = new CancellationTokenSource();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        try
        {
            await RunAsync(options, TimeProvider.System, log, end.Token);
            return 0;
        }
        catch (Exception failure) when (failure is SupervisorException or IOException or UnauthorizedAccessException)
        {
            log.Trouble("supervisor", failure.Message);
            return 1;
        }

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            end.Cancel();
        }
    }

    /// <summary>Runs until cancelled, which leaves the containers running, or until a shutdown request, which stops them.</summary>
    /// <exception cref="SupervisorException">The socket is in use.</exception>
    /// <exception cref="IOException">The state directory cannot be used, or belongs to another supervisor.</exception>
    internal static async Task RunAsync(SupervisorOptions options, TimeProvider time, ILogger log, CancellationToken cancellation)
    {
        Directory.CreateDirectory(options.StateDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var single = LockState(options.StateDirectory);
        using var listener = SupervisorSocket.Listen(options.SocketPath);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watches = new RecordWatches();
        var pump = new DescriptorPump();
        using var bridge = new DeviceBridge(options, FactsReader.BootId, log);
        var context = new SupervisorContext(options, pump, bridge, time, log, FactsReader.BootId, (id, _) => watches.Note(id));
        using var containers = new ContainerSet(context);
        using var pumpEndsBeforeThem = pump;

        // Clients wait in the socket's backlog until all that ran before is known.
        await containers.RecoverAsync();
        using var endpoint = new SupervisorEndpoint(listener, containers, watches, log, end.Cancel);
        log.Listening(options.SocketPath, containers.Records.Count);
        var memory = new IdleMemory().RunAsync(time, end.Token);
        var network = bridge.RunAsync(time, end.Token);
        try
        {
            await endpoint.RunAsync(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            if (cancellation.IsCancellationRequested) log.Leaving();
        }

        await Task.WhenAll(memory, network);
        File.Delete(options.SocketPath);

        // Containers that live on keep it.
        ContainerRuntime.RemoveEmptyCgroup(options.CgroupParent);
    }

    private static FileStream LockState(string folder)
    {
        try
        {
            return new FileStream(Path.Join(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 0);
        }
        catch (IOException failure)
        {
            throw new IOException($"state directory \"{folder}\" is in use by another supervisor: {failure.Message}", failure);
        }
    }
}
