using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using EdgeOrch.Agent.Running;
using EdgeOrch.Agent.Supervision.Kernel;
using EdgeOrch.Agent.Supervision.Logs;
using EdgeOrch.Agent.Supervision.Networking;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Replacement;
using EdgeOrch.Agent.Supervision.Running;
using EdgeOrch.Containers;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace EdgeOrch.Agent.Supervision;

/// <summary>
/// <c>edgeorchd supervise</c>: the parent of all containers of the device. It starts what its files say, restarts what ends, keeps
/// logs and exit records, and needs neither agent nor network. It may be killed and started again at any time: containers live on.
/// </summary>
internal static class SuperviseProgram
{
    /// <summary>The verb's arguments, for a usage line.</summary>
    public const string Usage = "edgeorchd supervise [--state FOLDER] [--socket PATH] [--cgroup NAME] [--log-file-bytes N] [--log-files N] [--bridge NAME] [--bridge-subnet NETWORK] [--bridge-mtu N] [--bridge-dns ADDRESSES]";

    /// <summary>The verb.</summary>
    public const string Verb = "supervise";

    /// <summary>Followed by a number: only say whether this program understands that format of <see cref="Handover"/>, and its other arguments.</summary>
    public const string CheckOption = "--check";

    /// <summary>Runs until a SIGTERM, a SIGINT or a shutdown request; a SIGHUP replaces it by what its file holds now.</summary>
    /// <param name="arguments">What follows the verb.</param>
    /// <returns>The exit code: 0, 1 when it cannot run, 2 for wrong arguments.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var log = new StderrLogger(TimeProvider.System);
        SupervisorOptions options;
        try
        {
            if (arguments is [CheckOption, var format, ..]) return Check(format, [.. arguments.Skip(2)]);
            options = SupervisorArguments.Parse(arguments);
            OwnProgram.Protect(ProgramImage.Read().Path);
        }
        catch (FormatException wrong)
        {
            await Console.Error.WriteLineAsync($"{wrong.Message}\nusage: {Usage}");
            return 2;
        }
        catch (ContainerException refused)
        {
            await Console.Error.WriteLineAsync($"edgeorchd supervise: {refused.Message}");
            return 1;
        }

        using var end = new CancellationTokenSource();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        try
        {
            await RunAsync(options, TimeProvider.System, log, end.Token, ProgramImage.Read());
            return 0;
        }
        catch (Exception failure) when (failure is SupervisorException or InvalidDataException or IOException or UnauthorizedAccessException)
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
    /// <param name="options">Folders and bounds.</param>
    /// <param name="time">Every wait and time stamp.</param>
    /// <param name="log">For the operator.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="image">What this process was started as; null where it may not become another program.</param>
    /// <exception cref="SupervisorException">The socket is in use.</exception>
    /// <exception cref="IOException">The state directory cannot be used, or belongs to another supervisor.</exception>
    /// <exception cref="InvalidDataException">What the program that this process was before left is not understood.</exception>
    internal static async Task RunAsync(SupervisorOptions options, TimeProvider time, ILogger log, CancellationToken cancellation, ProgramImage? image = null)
    {
        var left = image is null ? null : HandoverFile.Take();
        Directory.CreateDirectory(options.StateDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var single = left is null ? LockState(options.StateDirectory) : new FileStream(new SafeFileHandle(left.Lock, ownsHandle: true), FileAccess.ReadWrite, 0);
        using var listener = left is null ? SupervisorSocket.Listen(options.SocketPath) : new Socket(new SafeSocketHandle(left.Listener, ownsHandle: true));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watches = new RecordWatches();
        var pump = new DescriptorPump();
        using var bridge = new DeviceBridge(options, FactsReader.BootId, log);
        using var replacer = new Replacer(image, pump, time);
        using var byHand = image is null ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _ = ReplaceByHandAsync(replacer, log);
        });
        if (image is not null) Posix.TakeSignals();
        var context = new SupervisorContext(options, pump, bridge, time, log, FactsReader.BootId, (id, _) => watches.Note(id)) { Leaving = replacer.Leaving };
        using var containers = new ContainerSet(context);
        using var pumpEndsBeforeThem = pump;

        // Clients wait in the socket's backlog until all that ran before is known.
        if (left is null) await containers.RecoverAsync();
        else await containers.TakeOverAsync(left.Containers);
        using var endpoint = new SupervisorEndpoint(listener, new RequestHandler(containers, watches, replacer, end.Cancel), log, replacer.Leaving);
        if (left is null) log.Listening(options.SocketPath, containers.Records.Count);
        else log.Replaced(FactsReader.Version, containers.Records.Count);
        var memory = new IdleMemory().RunAsync(time, end.Token);
        var network = bridge.RunAsync(time, end.Token);
        try
        {
            await endpoint.RunAsync(left?.Connections ?? [], end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested || replacer.Leaving.IsCancellationRequested)
        {
            if (replacer.Leaving.IsCancellationRequested) await BecomeAsync();
            if (cancellation.IsCancellationRequested) log.Leaving();
        }

        await Task.WhenAll(memory, network);
        File.Delete(options.SocketPath);

        // Containers that live on keep it.
        ContainerRuntime.RemoveEmptyCgroup(options.CgroupParent);

        async Task BecomeAsync()
        {
            // 1. Containers come to a standstill, so that nothing changes any more. 2. Then what clients were not told is known.
            var handed = await containers.HandOverAsync();
            var connections = await endpoint.HandOverAsync();
            if (end.IsCancellationRequested) return;
            var why = replacer.Become(
                new Handover { Listener = (int)listener.Handle, Lock = (int)single.SafeFileHandle.DangerousGetHandle(), Containers = handed, Connections = connections },
                refused => log.NotReplaced(refused));
            throw new SupervisorException(SupervisorErrorKind.Failed, why);
        }
    }

    private static async Task ReplaceByHandAsync(Replacer replacer, ILogger log)
    {
        try
        {
            await replacer.ReplaceAsync(force: true);
        }
        catch (SupervisorException refused)
        {
            log.NotReplaced(refused.Message);
        }
        catch (OperationCanceledException)
        {
            // It is decided.
        }
    }

    // Proves that this program starts on this machine; what it prints is for people.
    private static int Check(string format, IReadOnlyList<string> arguments)
    {
        if (!int.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < Handover.OldestFormat or > Handover.Format)
            throw new FormatException($"{CheckOption}: handover format \"{format}\" is not understood; this is version {FactsReader.Version} with formats {Handover.OldestFormat} to {Handover.Format}");
        SupervisorArguments.Parse(arguments);
        Console.WriteLine(FactsReader.Version);
        return 0;
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
