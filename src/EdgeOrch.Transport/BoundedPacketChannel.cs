using MQTTnet.Channel;
using MQTTnet.Exceptions;

namespace EdgeOrch.Transport;

/// <summary>Keeps whatever the other side sends from costing more memory than one packet may: MQTTnet makes room for a whole packet before anyone sees its size.</summary>
/// <remarks>
/// A larger PUBLISH is passed on with its payload cut off at the limit, so that it is acknowledged, found too large and dropped, and
/// the session goes on; ending the connection would only have a broker send it again. A larger packet of another kind ends the connection.
/// </remarks>
/// <param name="inner">The connection.</param>
/// <param name="limit">Most bytes of one packet after its fixed header.</param>
internal sealed class BoundedPacketChannel(IMqttChannel inner, int limit) : ChannelDecorator(inner)
{
    private const int PublishType = 3;

    private readonly PacketHeader _incoming = new();
    private readonly byte[] _header = new byte[PacketHeader.MaxBytes];
    private int _headerLength;
    private int _headerGiven;
    private int _pass;
    private int _skip;

    /// <inheritdoc/>
    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (_headerGiven == _headerLength && _pass == 0)
        {
            if (!await SkipAsync(cancellationToken) || !await ReadHeaderAsync(cancellationToken)) return 0;
        }

        if (_headerGiven < _headerLength)
        {
            var given = Math.Min(count, _headerLength - _headerGiven);
            Array.Copy(_header, _headerGiven, buffer, offset, given);
            _headerGiven += given;
            return given;
        }

        var read = await Inner.ReadAsync(buffer, offset, Math.Min(count, _pass), cancellationToken);
        _pass -= read;
        return read;
    }

    private async Task<bool> SkipAsync(CancellationToken cancellationToken)
    {
        if (_skip == 0) return true;
        var waste = new byte[Math.Min(_skip, 16 * 1024)];
        while (_skip > 0)
        {
            var read = await Inner.ReadAsync(waste, 0, Math.Min(_skip, waste.Length), cancellationToken);
            if (read == 0) return false;
            _skip -= read;
        }

        return true;
    }

    private async Task<bool> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        do
        {
            // A packet has at least two bytes: the first read may ask for both.
            var read = await Inner.ReadAsync(_header, length, length == 0 ? 2 : 1, cancellationToken);
            if (read == 0) return false;
            for (var end = length + read; length < end; length++) _incoming.Add(_header[length]);
            if (_incoming.IsMalformed) throw new MqttProtocolViolationException("the packet's length has more than four bytes");
        }
        while (!_incoming.IsComplete);

        Begin();
        return true;
    }

    private void Begin()
    {
        if (_incoming.Length > limit && _incoming.Type != PublishType) throw new MqttProtocolViolationException($"packet of {_incoming.Length} bytes: at most {limit}");
        _pass = Math.Min(_incoming.Length, limit);
        _skip = _incoming.Length - _pass;
        (_headerLength, _headerGiven) = (_incoming.Write(_pass, _header), 0);
    }
}
