namespace EdgeOrch.Transport;

/// <summary>The fixed header of an MQTT packet (MQTT 5 §2.1), taken in byte by byte: what tells a packet's size before any of its body is there.</summary>
public sealed class PacketHeader
{
    /// <summary>Bytes of the longest fixed header.</summary>
    public const int MaxBytes = 1 + MaxLengthBytes;

    private const int MaxLengthBytes = 4;

    private int _bytes;

    /// <summary>Type and flags.</summary>
    public byte First { get; private set; }

    /// <summary>The control packet's type, 1 to 15.</summary>
    public int Type => First >> 4;

    /// <summary>Bytes of the packet after this header, 0 to 268,435,455; whole once <see cref="IsComplete"/>.</summary>
    public int Length { get; private set; }

    /// <summary>Whether the header's last byte is in.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Whether the length goes on after its fourth byte, as none may.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Takes in the next byte; after a complete header it begins another.</summary>
    public void Add(byte next)
    {
        if (IsComplete) (_bytes, Length, IsComplete) = (0, 0, false);
        if (_bytes++ == 0)
        {
            First = next;
            return;
        }

        // A variable byte integer, MQTT 5 §1.5.5: seven bits a byte, the lowest first.
        Length |= (next & 0x7F) << (7 * (_bytes - 2));
        IsComplete = (next & 0x80) == 0;
        IsMalformed = !IsComplete && _bytes == MaxBytes;
    }

    /// <summary>Writes a header of the same type and flags.</summary>
    /// <param name="length">The length that it tells.</param>
    /// <param name="buffer">At least <see cref="MaxBytes"/> long.</param>
    /// <returns>Bytes written.</returns>
    public int Write(int length, Span<byte> buffer)
    {
        buffer[0] = First;
        var written = 1;
        do
        {
            buffer[written++] = (byte)(length > 0x7F ? (length & 0x7F) | 0x80 : length);
            length >>= 7;
        }
        while (length > 0);
        return written;
    }
}
