using System.Net.Sockets;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Supervision.Running;
using EdgeOrch.Containers;
using Microsoft.Extensions.Logging;

namespace EdgeOrch.Agent.Supervision.Protocol;

/// <summary>Accepts connections and answers requests; a client that misbehaves loses its own connection only.</summary>
internal sealed class SupervisorEndpoint(Socket listener, ContainerSet containers, RecordWatches watches, ILogger log, Action shutDown) : IDisposable
{
    private const int MaxConnections = 64;
    private readonly SemaphoreSlim _connections = new(MaxConnections, MaxConnections);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await _connections.WaitAsync(cancellation);
            try
            {
                var connection = await listener.AcceptAsync(cancellation);
                _ = ServeAsync(connection, cancellation);
            }
            catch (SocketException failure)
            {
                _connections.Release();
                log.Refused(failure.Message);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();

    private async Task ServeAsync(Socket connection, CancellationToken cancellation)
    {
        try
        {
            var user = SupervisorSocket.PeerUserId(connection);
            await using var stream = new NetworkStream(connection, ownsSocket: true);
            if (user != 0)
            {
                log.Refused($"user {user} is not root");
                return;
            }

            await ConverseAsync(stream, cancellation);
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went away, or we do.
        }
        catch (Exception failure)
        {
            log.Refused(failure.ToString());
        }
        finally
        {
            connection.Dispose();
            _connections.Release();
        }
    }

    private async Task ConverseAsync(Stream stream, CancellationToken cancellation)
    {
        while (true)
        {
            SupervisorRequest? request;
            try
            {
                request = await Frame.ReadAsync(stream, Frame.MaxRequestBytes, SupervisionJson.Default.SupervisorRequest, cancellation);
            }
            catch (InvalidDataException malformed)
            {
                // Where the next frame begins is not known any more.
                log.Refused(malformed.Message);
                await ReplyAsync(stream, Failure(SupervisorErrorKind.Invalid, malformed.Message), cancellation);
                return;
            }

            switch (request)
            {
                case null:
                    return;
                case SupervisorRequest.Watch:
                    await WatchAsync(stream, cancellation);
                    return;
                case SupervisorRequest.Shutdown:
                    await containers.ShutDownAsync();
                    await ReplyAsync(stream, new SupervisorReply(), cancellation);
                    shutDown();
                    return;
                default:
                    await ReplyAsync(stream, await AnswerAsync(request), cancellation);
                    break;
            }
        }
    }

    private async Task<SupervisorReply> AnswerAsync(SupervisorRequest request)
    {
        try
        {
            return await HandleAsync(request);
        }
        catch (SupervisorException failure)
        {
            return Failure(failure.Kind, failure.Message);
        }
        catch (Exception failure) when (failure is ContainerException or IOException or UnauthorizedAccessException)
        {
            return Failure(SupervisorErrorKind.Failed, failure.Message);
        }
    }

    private async Task<SupervisorReply> HandleAsync(SupervisorRequest request)
    {
        switch (request)
        {
            case SupervisorRequest.Start start:
                return new SupervisorReply { Record = await containers.StartAsync(start.Launch) };
            case SupervisorRequest.Remove remove:
                await containers.RemoveAsync(remove.Id, remove.KeepFiles);
                return new SupervisorReply();
            case SupervisorRequest.Restart restart:
                return new SupervisorReply { Record = await containers.RestartAsync(restart.Id, restart.Reason) };
            case SupervisorRequest.Exec exec:
                return new SupervisorReply { Exec = await containers.ExecAsync(exec.Id, exec.Command, exec.Timeout) };
            default:
                return Failure(SupervisorErrorKind.Invalid, $"\"{request.GetType().Name}\" is not understood");
        }
    }

    private async Task WatchAsync(Stream stream, CancellationToken cancellation)
    {
        // Opened before the listing: what changes in between is told twice rather than never.
        var watch = watches.Open();
        try
        {
            foreach (var record in containers.Records) await ChangeAsync(new ContainerChange(record.Id, record));
            await ChangeAsync(new ContainerChange(null, null));
            using var hungUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var closed = CancelWhenClosedAsync(stream, hungUp);
            while (true)
                foreach (var id in await watch.TakeAsync(hungUp.Token))
                    await ChangeAsync(new ContainerChange(id, containers.Find(id)));
        }
        finally
        {
            watches.Close(watch);
        }

        Task ChangeAsync(ContainerChange change) => ReplyAsync(stream, new SupervisorReply { Change = change }, cancellation);
    }

    /// <summary>A watching client says nothing more: whatever can be read is its end.</summary>
    private static async Task CancelWhenClosedAsync(Stream stream, CancellationTokenSource hungUp)
    {
        try
        {
            _ = await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, hungUp.Token);
            await hungUp.CancelAsync();
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The watch ended first.
        }
    }

    private static Task ReplyAsync(Stream stream, SupervisorReply reply, CancellationToken cancellation) =>
        Frame.WriteAsync(stream, reply, SupervisionJson.Default.SupervisorReply, cancellation);

    private static SupervisorReply Failure(SupervisorErrorKind kind, string message) => new() { Kind = kind, Error = message };
}
