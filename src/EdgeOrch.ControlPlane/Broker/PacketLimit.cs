using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>Follows the packets in what a client sends by their fixed headers (MQTT 5 §2.1), and finds one that is too large before any of its body is read.</summary>
internal sealed class PacketLimit
{
    /// <summary>The largest packet that is no PUBLISH, in bytes after its fixed header.</summary>
    public const int ControlBytes = 64 * 1024;

    /// <summary>The largest PUBLISH: a message, and beside it topic and properties.</summary>
    public const int PublishBytes = Limits.MessageBytes + 16 * 1024;

    private const int Connect = 1;
    private const int Publish = 3;
    private const int MostLengthBytes = 4;

    private int _type;
    private int _lengthBytes;
    private long _length;
    private long _body;

    /// <summary>Whole packets seen.</summary>
    public long Packets { get; private set; }

    /// <summary>Takes in what was read next.</summary>
    /// <returns>Why the client may not go on; null when it may.</returns>
    public string? Advance(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_body > 0)
            {
                var taken = (int)Math.Min(_body, bytes.Length);
                bytes = bytes[taken..];
                _body -= taken;
                if (_body == 0) Packets++;
                continue;
            }

            if (Header(bytes[0]) is { } refusal) return refusal;
            bytes = bytes[1..];
        }

        return null;
    }

    private string? Header(byte next)
    {
        if (_type == 0)
        {
            _type = next >> 4;
            return Packets == 0 && _type != Connect ? $"the first packet is of type {_type} and no CONNECT" : null;
        }

        // A variable byte integer, MQTT 5 §1.5.5: seven bits a byte, the lowest first.
        _length |= (long)(next & 0x7f) << (7 * _lengthBytes++);
        if ((next & 0x80) != 0) return _lengthBytes < MostLengthBytes ? null : "a packet's length has more than four bytes";
        var most = _type == Publish ? PublishBytes : ControlBytes;
        var (type, length) = (_type, _length);
        (_type, _lengthBytes, _length, _body) = (0, 0, 0, length);
        if (length == 0) Packets++;
        return length <= most ? null : $"a packet of type {type} with {length} bytes: may have {most} at most";
    }
}
