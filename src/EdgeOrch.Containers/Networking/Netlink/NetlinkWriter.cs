using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace EdgeOrch.Containers.Networking.Netlink;

/// <summary>
/// Writes netlink messages one behind the other: a header, a fixed part, attributes (netlink(7), rtnetlink(7)). Lengths are filled
/// in when a message or a nest is closed. Numbers are in the machine's order, but for those that say that they are big-endian.
/// </summary>
internal sealed class NetlinkWriter
{
    public const int HeaderBytes = 16;
    public const int AttributeHeaderBytes = 4;

    private const ushort Nested = 0x8000;
    private byte[] _bytes = new byte[512];
    private int _length;
    private int _message = -1;
    private int _last = -1;

    /// <summary>All closed messages.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Begins a message.</summary>
    public void Begin(ushort type, NetlinkFlags flags, uint sequence)
    {
        if (_message >= 0) throw new InvalidOperationException("a message is open");
        _message = _length;
        var header = Extend(HeaderBytes);
        MemoryMarshal.Write(header[4..], type);
        MemoryMarshal.Write(header[6..], (ushort)flags);
        MemoryMarshal.Write(header[8..], sequence);
    }

    /// <summary>Closes the message.</summary>
    public void End()
    {
        if (_message < 0) throw new InvalidOperationException("no message is open");
        MemoryMarshal.Write(_bytes.AsSpan(_message), (uint)(_length - _message));
        (_last, _message) = (_message, -1);
    }

    /// <summary>Asks for an acknowledgement of the message that was closed last: it comes behind the errors of all before it.</summary>
    public void AcknowledgeLast()
    {
        if (_last < 0) throw new InvalidOperationException("no message was closed");
        var flags = _bytes.AsSpan(_last + 6);
        MemoryMarshal.Write(flags, (ushort)(MemoryMarshal.Read<ushort>(flags) | (ushort)NetlinkFlags.Acknowledge));
    }

    /// <summary>The fixed part behind the header.</summary>
    public void Fixed<T>(in T part) where T : unmanaged => MemoryMarshal.Write(Extend(Unsafe.SizeOf<T>()), part);

    /// <summary>An attribute of any bytes.</summary>
    public void Add(ushort type, ReadOnlySpan<byte> value)
    {
        if (value.Length > ushort.MaxValue - AttributeHeaderBytes) throw new ArgumentException($"an attribute of {value.Length} bytes is too long", nameof(value));
        var attribute = Extend(AttributeHeaderBytes + value.Length);
        MemoryMarshal.Write(attribute, (ushort)(AttributeHeaderBytes + value.Length));
        MemoryMarshal.Write(attribute[2..], type);
        value.CopyTo(attribute[AttributeHeaderBytes..]);
    }

    /// <summary>A byte.</summary>
    public void Add(ushort type, byte value) => Add(type, [value]);

    /// <summary>A number in the machine's order.</summary>
    public void Add(ushort type, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        MemoryMarshal.Write(bytes, value);
        Add(type, bytes);
    }

    /// <summary>A number, most significant byte first, as nf_tables wants them.</summary>
    public void AddBig(ushort type, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        Add(type, bytes);
    }

    /// <summary>A text with a NUL behind it.</summary>
    public void Add(ushort type, string text) => Add(type, Encoding.UTF8.GetBytes(text + "\0"));

    /// <summary>An attribute that holds what is written until the result is disposed of.</summary>
    public Scope Nest(ushort type)
    {
        var start = _length;
        MemoryMarshal.Write(Extend(AttributeHeaderBytes)[2..], (ushort)(type | Nested));
        return new Scope(this, start);
    }

    private Span<byte> Extend(int bytes)
    {
        var aligned = (bytes + 3) & ~3;
        if (_length + aligned > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + aligned));
        var added = _bytes.AsSpan(_length, aligned);
        added.Clear();
        _length += aligned;
        return added[..bytes];
    }

    private void Close(int start)
    {
        var length = _length - start;
        if (length > ushort.MaxValue) throw new InvalidOperationException($"a nest of {length} bytes is too long");
        MemoryMarshal.Write(_bytes.AsSpan(start), (ushort)length);
    }

    /// <summary>An open nest.</summary>
    internal readonly struct Scope(NetlinkWriter writer, int start) : IDisposable
    {
        public void Dispose() => writer.Close(start);
    }
}
