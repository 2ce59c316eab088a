using System.Net.Sockets;
using System.Runtime.CompilerServices;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Supervision.Replacement;
using EdgeOrch.Containers;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Agent.Supervision;

/// <summary>
/// The agent's side of the supervisor's socket. Each request has a connection of its own, so a supervisor that was replaced
/// needs no reconnecting. All members throw <see cref="SupervisorException"/>; all may be called from any thread.
/// </summary>
/// <param name="socketPath">Where the supervisor listens.</param>
internal sealed class SupervisorClient(string socketPath) : Workloads.ISupervisor
{
    /// <summary>
    /// Runs a container and returns when its process runs or has failed to start. Nothing happens when just this launch runs or
    /// waits for its restart already. A container of the same id with another launch is stopped first and replaced; its upper
    /// and work folders are deleted unless the new launch names the same ones.
    /// </summary>
    /// <returns>The record; a start that failed shows there, and is tried again as the restart rule says.</returns>
    public async Task<ContainerRecord> StartAsync(ContainerLaunch launch, CancellationToken cancellation) =>
        Required((await AskAsync(new SupervisorRequest.Start(launch), cancellation)).Record);

    /// <summary>Stops a container if need be and deletes its record, its log and, unless kept, its upper and work folders. An unknown id is no error.</summary>
    public Task RemoveAsync(string id, bool keepFiles, CancellationToken cancellation) =>
        AskAsync(new SupervisorRequest.Remove(id, keepFiles), cancellation);

    /// <summary>Stops a container until it is started again; what is kept of it stays. Returns when it has ended.</summary>
    public async Task<ContainerRecord> StopAsync(string id, CancellationToken cancellation) =>
        Required((await AskAsync(new SupervisorRequest.Stop(id), cancellation)).Record);

    /// <summary>Ends a container that is not healthy; it starts again with back-off unless its policy is never. Returns when it has ended.</summary>
    /// <param name="id">The container.</param>
    /// <param name="reason">Shown in its record, such as <c>3 health checks failed</c>.</param>
    /// <param name="cancellation">Gives up waiting; the restart goes on.</param>
    public async Task<ContainerRecord> RestartAsync(string id, string reason, CancellationToken cancellation) =>
        Required((await AskAsync(new SupervisorRequest.Restart(id, reason), cancellation)).Record);

    /// <summary>Runs a command in a running container, with the container's user, environment and working folder, and waits for its end.</summary>
    /// <param name="id">The container.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="timeout">After this it is killed; more than 0, at most 1 hour.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<ExecOutcome> ExecAsync(string id, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancellation) =>
        Required((await AskAsync(new SupervisorRequest.Exec(id, command, timeout), cancellation)).Exec);

    /// <summary>Lets the supervisor become the program that its file holds now; returns when that one answers, containers and clients kept.</summary>
    /// <param name="force">Also when the file is the one that runs.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<ReplacementOutcome> ReplaceAsync(bool force, CancellationToken cancellation) =>
        Required((await AskAsync(new SupervisorRequest.Replace(force), cancellation)).Replacement);

    /// <summary>Runs a command in a running container on descriptors of this process; returns when it runs.</summary>
    /// <param name="command">The command.</param>
    /// <param name="streams">A console socket, or standard input, output and error; they stay the caller's.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<AttendedRun> BeginAsync(AttendedCommand command, IReadOnlyList<int> streams, CancellationToken cancellation) =>
        BeginAsync(new SupervisorRequest.Attend(command), streams, cancellation);

    /// <summary>Copies what a container's process writes from now on to two pipes; returns when it does. Its end is that process's.</summary>
    /// <param name="id">The container.</param>
    /// <param name="pipes">Their ends to write to, for standard output and error; they stay the caller's. Who lets them fill up gets no more.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<AttendedRun> AttachAsync(string id, IReadOnlyList<int> pipes, CancellationToken cancellation) =>
        BeginAsync(new SupervisorRequest.Attach(id), pipes, cancellation);

    private async Task<AttendedRun> BeginAsync(SupervisorRequest request, IReadOnlyList<int> streams, CancellationToken cancellation)
    {
        var stream = await ConnectAsync(cancellation);
        try
        {
            await SendAsync(stream, request, cancellation);
            foreach (var fd in streams) Rights.Send(stream.Socket, [0], fd);
            var process = Required((await ReceiveAsync(stream, cancellation)).Process);
            return new AttendedRun(process, async end => Required((await ReceiveAsync(stream, end)).Exec).ExitCode ?? 255, stream.DisposeAsync);
        }
        catch (Exception failure)
        {
            await stream.DisposeAsync();
            if (failure is ContainerException) throw Unavailable(failure);
            throw;
        }
    }

    /// <summary>What every running container uses now.</summary>
    public async Task<IReadOnlyList<WorkloadUsage>> UsageAsync(CancellationToken cancellation) =>
        Required((await AskAsync(new SupervisorRequest.Usage(), cancellation)).Usage);

    /// <summary>Stops every container, each with its own grace, and then the supervisor. Returns when all have ended.</summary>
    public Task ShutdownAsync(CancellationToken cancellation) => AskAsync(new SupervisorRequest.Shutdown(), cancellation);

    /// <summary>
    /// All containers, a marker (<see cref="ContainerChange.IsCaughtUp"/>), and from then on each change. A slow reader misses
    /// intermediate states, never the last one. Ends with an exception when the supervisor goes away: begin again then.
    /// </summary>
    public async IAsyncEnumerable<ContainerChange> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var stream = await ConnectAsync(cancellation);
        await SendAsync(stream, new SupervisorRequest.Watch(), cancellation);
        while (true)
            yield return Required((await ReceiveAsync(stream, cancellation)).Change);
    }

    /// <summary>The record of one container now; null when there is none.</summary>
    public async Task<ContainerRecord?> FindAsync(string id, CancellationToken cancellation)
    {
        ContainerRecord? found = null;
        await foreach (var change in WatchAsync(cancellation))
        {
            if (change.IsCaughtUp) break;
            if (change.Id == id) found = change.Record;
        }

        return found;
    }

    private async Task<SupervisorReply> AskAsync(SupervisorRequest request, CancellationToken cancellation)
    {
        await using var stream = await ConnectAsync(cancellation);
        await SendAsync(stream, request, cancellation);
        return await ReceiveAsync(stream, cancellation);
    }

    private async Task<NetworkStream> ConnectAsync(CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception failure)
        {
            socket.Dispose();
            if (failure is SocketException) throw Unavailable(failure);
            throw;
        }
    }

    private async Task SendAsync(Stream stream, SupervisorRequest request, CancellationToken cancellation)
    {
        try
        {
            await Frame.WriteAsync(stream, request, SupervisionJson.Default.SupervisorRequest, cancellation);
        }
        catch (IOException failure)
        {
            throw Unavailable(failure);
        }
    }

    private async Task<SupervisorReply> ReceiveAsync(Stream stream, CancellationToken cancellation)
    {
        SupervisorReply? reply;
        try
        {
            reply = await Frame.ReadAsync(stream, Frame.MaxReplyBytes, SupervisionJson.Default.SupervisorReply, cancellation);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            throw Unavailable(failure);
        }

        if (reply is null) throw Unavailable(null);
        return reply.Kind is { } kind ? throw new SupervisorException(kind, reply.Error ?? "no reason given") : reply;
    }

    private SupervisorException Unavailable(Exception? cause) =>
        new(SupervisorErrorKind.Unavailable, $"supervisor \"{socketPath}\": {cause?.Message ?? "closed the connection without a reply"}", cause);

    private static T Required<T>(T? part) where T : class =>
        part ?? throw new SupervisorException(SupervisorErrorKind.Failed, $"the supervisor's reply lacks a {typeof(T).Name}");
}
