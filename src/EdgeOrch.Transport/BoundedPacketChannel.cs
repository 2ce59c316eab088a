using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
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
public sealed class BoundedPacketChannel(IMqttChannel inner, int limit) : IMqttChannel
{
    // MQTT 5 §2.1: one byte of type and flags, one to four of the remaining length, seven bits each.
    private const int MaxLengthBytes = 4;
    private const int PublishType = 3;

    private readonly byte[] _header = new byte[1 + MaxLengthBytes];
    private int _headerLength;
    private int _headerGiven;
    private int _pass;
    private int _skip;

    /// <inheritdoc/>
    public X509Certificate2 ClientCertificate => inner.ClientCertificate;

    /// <inheritdoc/>
    public EndPoint RemoteEndPoint => inner.RemoteEndPoint;

    /// <inheritdoc/>
    public EndPoint LocalEndPoint => inner.LocalEndPoint;

    /// <inheritdoc/>
    public bool IsSecureConnection => inner.IsSecureConnection;

    /// <inheritdoc/>
    public Task ConnectAsync(CancellationToken cancellationToken) => inner.ConnectAsync(cancellationToken);

    /// <inheritdoc/>
    public Task DisconnectAsync(CancellationToken cancellationToken) => inner.DisconnectAsync(cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(ReadOnlySequence<byte> buffer, bool isEndOfPacket, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer, isEndOfPacket, cancellationToken);

    /// <inheritdoc/>
    public async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
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

        var read = await inner.ReadAsync(buffer, offset, Math.Min(count, _pass), cancellationToken);
        _pass -= read;
        return read;
    }

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();

    private async Task<bool> SkipAsync(CancellationToken cancellationToken)
    {
        if (_skip == 0) return true;
        var waste = new byte[Math.Min(_skip, 16 * 1024)];
        while (_skip > 0)
        {
            var read = await inner.ReadAsync(waste, 0, Math.Min(_skip, waste.Length), cancellationToken);
            if (read == 0) return false;
            _skip -= read;
        }

        return true;
    }

    private async Task<bool> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        var (length, remaining) = (0, 0);
        do
        {
            // A packet has at least two bytes: the first read may ask for both.
            var read = await inner.ReadAsync(_header, length, length == 0 ? 2 : 1, cancellationToken);
            if (read == 0) return false;
            for (var end = length + read; length < end; length++)
            {
                if (length > 0) remaining |= (_header[length] & 0x7F) << (7 * (length - 1));
            }
        }
        while (length < 2 || ((_header[length - 1] & 0x80) != 0 && length < _header.Length));

        if ((_header[length - 1] & 0x80) != 0) throw new MqttProtocolViolationException("the packet's length has more than four bytes");
        Begin(length, remaining);
        return true;
    }

    private void Begin(int length, int remaining)
    {
        if (remaining > limit)
        {
            if (_header[0] >> 4 != PublishType) throw new MqttProtocolViolationException($"packet of {remaining} bytes: at most {limit}");
            length = 1;
            for (var rest = limit; rest > 0; rest >>= 7) _header[length++] = (byte)(rest > 0x7F ? (rest & 0x7F) | 0x80 : rest);
        }

        _pass = Math.Min(remaining, limit);
        _skip = remaining - _pass;
        (_headerLength, _headerGiven) = (length, 0);
    }
}
