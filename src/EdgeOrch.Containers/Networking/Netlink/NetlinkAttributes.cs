using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace EdgeOrch.Containers.Networking.Netlink;

/// <summary>The attributes of a message or of a nest, in their order.</summary>
internal sealed class NetlinkAttributes
{
    // The two highest bits say how the value is written, not what it is.
    private const int TypeBits = 0x3FFF;
    private readonly List<(int Type, ReadOnlyMemory<byte> Value)> _all = [];

    public IReadOnlyList<(int Type, ReadOnlyMemory<byte> Value)> All => _all;

    /// <exception cref="InvalidDataException">A length is wrong.</exception>
    public static NetlinkAttributes Parse(ReadOnlyMemory<byte> bytes)
    {
        var attributes = new NetlinkAttributes();
        while (bytes.Length >= NetlinkWriter.AttributeHeaderBytes)
        {
            int length = MemoryMarshal.Read<ushort>(bytes.Span);
            if (length < NetlinkWriter.AttributeHeaderBytes || length > bytes.Length) throw new InvalidDataException($"a netlink attribute says {length} of {bytes.Length} bytes");
            attributes._all.Add((MemoryMarshal.Read<ushort>(bytes.Span[2..]) & TypeBits, bytes[NetlinkWriter.AttributeHeaderBytes..length]));
            bytes = bytes[Math.Min((length + 3) & ~3, bytes.Length)..];
        }

        return attributes;
    }

    /// <summary>The value; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Bytes(int type) => _all.Find(a => a.Type == type).Value;

    /// <summary>The number in the machine's order; null when there is none.</summary>
    public int? Number(int type) => MemoryMarshal.TryRead(Bytes(type).Span, out int value) ? value : null;

    /// <summary>The number that was written most significant byte first; null when there is none.</summary>
    public int? NumberBig(int type) => BinaryPrimitives.TryReadInt32BigEndian(Bytes(type).Span, out var value) ? value : null;

    /// <summary>The text without its NUL; null when there is none.</summary>
    public string? Text(int type)
    {
        var found = _all.FindIndex(a => a.Type == type);
        return found < 0 ? null : Encoding.UTF8.GetString(_all[found].Value.Span).TrimEnd('\0');
    }

    /// <summary>What a nest holds; nothing when there is none.</summary>
    public NetlinkAttributes Nest(int type) => Parse(Bytes(type));
}
