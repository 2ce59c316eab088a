using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeOrch.Containers.Networking.Netlink;

/// <summary>One received message.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Flags">See <see cref="NetlinkFlags"/>.</param>
/// <param name="Sequence">The request that it answers.</param>
/// <param name="Body">What is behind the header.</param>
internal readonly record struct NetlinkMessage(ushort Type, NetlinkFlags Flags, uint Sequence, ReadOnlyMemory<byte> Body)
{
    /// <summary>The fixed part of the body.</summary>
    /// <exception cref="InvalidDataException">The body is shorter.</exception>
    public T Fixed<T>() where T : unmanaged =>
        MemoryMarshal.TryRead(Body.Span, out T part) ? part : throw new InvalidDataException($"a netlink message of {Body.Length} bytes lacks its {typeof(T).Name}");

    /// <summary>The attributes behind a fixed part.</summary>
    /// <exception cref="InvalidDataException">A length is wrong.</exception>
    public NetlinkAttributes Attributes<T>() where T : unmanaged
    {
        var skipped = (Unsafe.SizeOf<T>() + 3) & ~3;
        return NetlinkAttributes.Parse(Body.Length < skipped ? default : Body[skipped..]);
    }

    /// <summary>The messages of one datagram.</summary>
    /// <exception cref="InvalidDataException">A length is wrong.</exception>
    public static IReadOnlyList<NetlinkMessage> Parse(ReadOnlyMemory<byte> datagram)
    {
        var messages = new List<NetlinkMessage>();
        while (datagram.Length >= NetlinkWriter.HeaderBytes)
        {
            var header = datagram.Span;
            var length = MemoryMarshal.Read<uint>(header);
            if (length < NetlinkWriter.HeaderBytes || length > datagram.Length) throw new InvalidDataException($"a netlink message says {length} of {datagram.Length} bytes");
            messages.Add(new NetlinkMessage(
                MemoryMarshal.Read<ushort>(header[4..]), (NetlinkFlags)MemoryMarshal.Read<ushort>(header[6..]), MemoryMarshal.Read<uint>(header[8..]),
                datagram[NetlinkWriter.HeaderBytes..(int)length]));
            datagram = datagram[(int)Math.Min((length + 3) & ~3u, (uint)datagram.Length)..];
        }

        return messages;
    }
}
