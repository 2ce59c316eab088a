using System.Diagnostics.Metrics;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>Counts and logs messages that were dropped without any effect.</summary>
internal sealed partial class DropCounter(ILogger<DropCounter> logger) : IDisposable
{
    private readonly Meter _meter = new("EdgeOrch.Broker");
    private Counter<long>? _counter;
    private long _dropped;

    /// <summary>Messages dropped since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Notes one.</summary>
    /// <param name="client">Who sent it.</param>
    /// <param name="topic">Its topic, cut to what fits a line.</param>
    /// <param name="cause">Why, one line.</param>
    public void Drop(string client, string topic, string cause)
    {
        Interlocked.Increment(ref _dropped);
        _counter ??= _meter.CreateCounter<long>("edgeorch.messages.dropped");
        _counter.Add(1);
        LogDropped(client, topic.Length <= 200 ? topic : topic[..200], cause);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "message of {Device} on \"{Topic}\" dropped: {Cause}")]
    private partial void LogDropped(string device, string topic, string cause);
}
