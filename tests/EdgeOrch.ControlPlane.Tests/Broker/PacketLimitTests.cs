using CsCheck;
using EdgeOrch.ControlPlane.Broker;

namespace EdgeOrch.ControlPlane.Tests.Broker;

public sealed class PacketLimitTests
{
    [Fact]
    public void Advance_PacketsInAnyPieces_CountsThem() =>
        Gen.Select(Gen.Int[0, 300].Array[1, 5], Gen.Int[1, 40].Array[1, 50]).Sample((bodies, pieces) =>
        {
            var limit = new PacketLimit();
            byte[] sent = [.. bodies.SelectMany((length, index) => Packet(index == 0 ? 1 : 12, length))];
            for (var (at, piece) = (0, 0); at < sent.Length; piece++)
            {
                var count = Math.Min(pieces[piece % pieces.Length], sent.Length - at);
                Assert.Null(limit.Advance(sent.AsSpan(at, count)));
                at += count;
            }
            Assert.Equal(bodies.Length, limit.Packets);
        });

    [Theory]
    [InlineData(1, PacketLimit.ControlBytes)]
    [InlineData(3, PacketLimit.PublishBytes)]
    [InlineData(8, PacketLimit.ControlBytes)]
    public void Advance_PacketLargerThanItsKindMayBe_IsRefusedByItsHeader(int type, int most)
    {
        Assert.Null(Connected(type).Advance(Header(type, most)));
        Assert.Equal($"a packet of type {type} with {most + 1} bytes: may have {most} at most", Connected(type).Advance(Header(type, most + 1)));
    }

    [Fact]
    public void Advance_FirstPacketIsNoConnect_IsRefused() =>
        Assert.Equal("the first packet is of type 3 and no CONNECT", new PacketLimit().Advance([0x30]));

    [Fact]
    public void Advance_LengthWithoutEnd_IsRefused() =>
        Assert.Equal("a packet's length has more than four bytes", new PacketLimit().Advance([0x10, 0xff, 0xff, 0xff, 0xff]));

    private static PacketLimit Connected(int type)
    {
        var limit = new PacketLimit();
        if (type != 1) Assert.Null(limit.Advance(Packet(1, 0)));
        return limit;
    }

    private static byte[] Packet(int type, int length) => [.. Header(type, length), .. new byte[length]];

    private static byte[] Header(int type, int length)
    {
        var header = new List<byte> { (byte)(type << 4) };
        do
        {
            header.Add((byte)((length & 0x7f) | (length > 0x7f ? 0x80 : 0)));
            length >>= 7;
        }
        while (length > 0);
        return [.. header];
    }
}
