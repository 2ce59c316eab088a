using System.Buffers;
using EdgeOrch.Transport;
using MQTTnet.Channel;
using MQTTnet.Exceptions;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>A client's connection: its first packet has a deadline, and a packet that is too large ends it unread.</summary>
/// <param name="inner">The connection.</param>
/// <param name="refused">Told why the client was cut off.</param>
/// <param name="firstPacket">Ends when the first packet must be there.</param>
internal sealed class LimitedChannel(IMqttChannel inner, Action<string> refused, CancellationToken firstPacket) : ChannelDecorator(inner)
{
    // DISCONNECT, reason 0x95 "Packet too large" (MQTT 5 §3.14).
    private static readonly ReadOnlySequence<byte> TooLarge = new([0xE0, 0x01, 0x95]);

    private readonly PacketLimit _limit = new();
    private readonly SemaphoreSlim _writing = new(1);
    private bool _withinPacket;

    /// <inheritdoc/>
    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        var read = _limit.Packets > 0 ? await Inner.ReadAsync(buffer, offset, count, cancellationToken) : await ReadFirstAsync(buffer, offset, count, cancellationToken);
        if (_limit.Advance(buffer.AsSpan(offset, read)) is not { } refusal) return read;
        refused(refusal);
        // The one who is not let in yet is told nothing.
        if (_limit.Packets > 0) await SayTooLargeAsync(cancellationToken);
        throw new MqttCommunicationException(refusal);
    }

    /// <inheritdoc/>
    public override async Task WriteAsync(ReadOnlySequence<byte> buffer, bool isEndOfPacket, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            _withinPacket = !isEndOfPacket;
            await Inner.WriteAsync(buffer, isEndOfPacket, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _writing.Dispose();
    }

    private async Task<int> ReadFirstAsync(byte[] buffer, int offset, int count, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, firstPacket);
        try
        {
            return await Inner.ReadAsync(buffer, offset, count, either.Token);
        }
        catch (Exception cause) when (firstPacket.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            const string late = "no CONNECT in time";
            refused(late);
            throw new MqttCommunicationTimedOutException(cause);
        }
    }

    private async Task SayTooLargeAsync(CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            if (!_withinPacket) await Inner.WriteAsync(TooLarge, true, cancellation);
        }
        finally
        {
            _writing.Release();
        }
    }
}
