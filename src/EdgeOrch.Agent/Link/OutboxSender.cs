using EdgeOrch.Agent.Storage;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Transport;
using Microsoft.Extensions.Logging;

namespace EdgeOrch.Agent.Link;

/// <summary>Sends the outbox, batch by batch, each until the cloud has acknowledged it.</summary>
internal sealed partial class OutboxSender(Outbox outbox, ICloud cloud, TimeProvider time, ILogger<OutboxSender> log)
{
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(5);

    // A batch stays well below the largest message whatever its events say.
    private const int BatchBytes = Limits.MessageBytes / 2;
    private readonly Signal _work = new();

    /// <summary>There is something to send, or the link came up.</summary>
    public void Wake() => _work.Give();

    /// <summary>Sends until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await _work.TakeAsync(cancellation);
                await DrainAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The end.
        }
    }

    private async Task DrainAsync(CancellationToken cancellation)
    {
        while (cloud.IsConnected && Next() is { Count: > 0 } events)
        {
            try
            {
                var acknowledged = await cloud.SendEventsAsync(new EventBatch(outbox.Id, events), cancellation);

                // Never beyond what was sent: a number that does not exist yet must not be acknowledged in advance.
                outbox.Acknowledge(Math.Min(acknowledged.UpTo, events[^1].Sequence));
                if (acknowledged.UpTo < events[0].Sequence) await Task.Delay(s_retry, time, cancellation);
            }
            catch (LinkException)
            {
                // The next connect wakes this loop.
                return;
            }
            catch (Exception e) when (e is RpcException or TimeoutException or IOException)
            {
                Retried(e.Message);
                await Task.Delay(s_retry, time, cancellation);
            }
        }
    }

    private List<DeviceEvent> Next()
    {
        var bytes = 0;
        return [.. outbox.Peek(Limits.EventsPerBatch).TakeWhile(e => (bytes += 256 + (4 * e.Message.Length)) <= BatchBytes)];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events were not acknowledged and are sent again: {Cause}")]
    private partial void Retried(string cause);
}
