using EdgeOrch.Contracts;
using EdgeOrch.Transport;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>Follows the packets in what a client sends by their fixed headers (MQTT 5 §2.1), and finds one that is too large before any of its body is read.</summary>
internal sealed class PacketLimit
{
    /// <summary>The largest packet that is no PUBLISH, in bytes after its fixed header.</summary>
    public const int ControlBytes = 64 * 1024;

    /// <summary>The largest PUBLISH: a message, and beside it topic and properties.</summary>
    public const int PublishBytes = Limits.PacketBytes;

    private const int Connect = 1;
    private const int Publish = 3;

    private readonly PacketHeader _header = new();
    private int _body;

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
                var taken = Math.Min(_body, bytes.Length);
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
        _header.Add(next);
        if (Packets == 0 && _header.Type != Connect) return $"the first packet is of type {_header.Type} and no CONNECT";
        if (_header.IsMalformed) return "a packet's length has more than four bytes";
        if (!_header.IsComplete) return null;
        _body = _header.Length;
        if (_body == 0) Packets++;
        var most = _header.Type == Publish ? PublishBytes : ControlBytes;
        return _body <= most ? null : $"a packet of type {_header.Type} with {_body} bytes: may have {most} at most";
    }
}
