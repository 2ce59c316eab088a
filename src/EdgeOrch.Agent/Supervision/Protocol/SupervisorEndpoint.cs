using System.Collections.Concurrent;
using System.Net.Sockets;
using EdgeOrch.Agent.Supervision.Replacement;
using Microsoft.Extensions.Logging;

namespace EdgeOrch.Agent.Supervision.Protocol;

/// <summary>Accepts connections; a client that misbehaves loses its own connection only.</summary>
internal sealed class SupervisorEndpoint(Socket listener, RequestHandler handler, ILogger log, CancellationToken leaving) : IDisposable
{
    private const int MaxConnections = 64;

    // For a request that is half read, or a reply that is half written.
    private static readonly TimeSpan s_lastWords = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _connections = new(MaxConnections, MaxConnections);
    private readonly ConcurrentDictionary<Conversation, Task> _conversations = new();

    /// <summary>Goes on with the connections that an earlier program of this process had, then accepts, until cancelled or leaving.</summary>
    public async Task RunAsync(IReadOnlyList<HandedConnection> left, CancellationToken cancellation)
    {
        foreach (var connection in left)
        {
            await _connections.WaitAsync(cancellation);
            Serve(new Socket(new SafeSocketHandle(connection.Fd, ownsHandle: true)), connection, cancellation);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, leaving);
        while (true)
        {
            await _connections.WaitAsync(either.Token);
            try
            {
                Serve(await listener.AcceptAsync(either.Token), null, cancellation);
            }
            catch (SocketException failure)
            {
                _connections.Release();
                log.Refused(failure.Message);
            }
        }
    }

    /// <summary>After leaving has begun: all connections as they stand. One that is in the middle of a message ends.</summary>
    public async Task<IReadOnlyList<HandedConnection>> HandOverAsync()
    {
        var all = _conversations.ToArray();
        await Task.WhenAll(all.Select(c => c.Value)).WaitAsync(s_lastWords, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return [.. all.Select(c => c.Key.Left).OfType<HandedConnection>()];
    }

    /// <inheritdoc/>
    public void Dispose() => _connections.Dispose();

    private void Serve(Socket connection, HandedConnection? left, CancellationToken cancellation)
    {
        var stream = new NetworkStream(connection, ownsSocket: true);
        var conversation = new Conversation(stream, handler, log, leaving);
        _conversations[conversation] = ServeAsync(conversation, stream, left, cancellation);
        if (conversation.HasEnded) _conversations.TryRemove(conversation, out _);
    }

    private async Task ServeAsync(Conversation conversation, NetworkStream stream, HandedConnection? left, CancellationToken cancellation)
    {
        try
        {
            await conversation.RunAsync(left, cancellation);
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
            if (conversation.Left is null) await stream.DisposeAsync();
            conversation.HasEnded = conversation.Left is null;
            if (conversation.HasEnded) _conversations.TryRemove(conversation, out _);
            _connections.Release();
        }
    }
}
