using System.Buffers;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using CsCheck;
using MQTTnet.Adapter;
using MQTTnet.Channel;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace EdgeOrch.Transport.Tests;

public sealed class BoundedPacketChannelTests
{
    private const byte Publish = 0x32;
    private const byte Connect = 0x10;
    private const int Limit = 300;

    [Fact]
    public void Read_PacketsWithinTheLimit_AreUnchangedHoweverTheyArriveAndAreRead() =>
        Gen.Select(Gen.Select(Gen.Byte, Gen.Byte.Array[0, Limit]).List[1, 5], Gen.Int[1, 40], Gen.Int[1, 400]).Sample((packets, arrive, read) =>
        {
            var stream = packets.SelectMany(packet => Packet(packet.Item1, packet.Item2)).ToArray();
            return ReadAll(stream, arrive, read).SequenceEqual(stream);
        });

    [Fact]
    public void Read_PublishAboveTheLimit_IsCutThereAndTheNextPacketIsWhole() => Gen.Select(Gen.Int[Limit + 1, 100_000], Gen.Int[1, 40], Gen.Int[1, 400]).Sample((length, arrive, read) =>
    {
        var body = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        var next = Packet(Publish, [7, 8, 9]);
        return ReadAll([.. Packet(Publish, body), .. next], arrive, read).SequenceEqual([.. Packet(Publish, body[..Limit]), .. next]);
    });

    [Fact]
    public void Read_OtherPacketAboveTheLimit_EndsTheConnectionBeforeAnyRoomIsMade()
    {
        byte[] header = [Connect, .. Length(200 * 1024 * 1024)];

        var e = Assert.Throws<MqttProtocolViolationException>(() => ReadAll(header, 40, 400));
        Assert.Equal($"packet of {200 * 1024 * 1024} bytes: at most {Limit}", e.Message);
    }

    [Fact]
    public async Task Receive_PublishOf100MiB_MakesNoRoomForIt()
    {
        byte[] start = [0x30, .. Length(100 * 1024 * 1024), 0, 1, (byte)'a', 0];
        using var channel = new BoundedPacketChannel(new FakeChannel([.. start, .. new byte[2 * Limit]], 40), Limit);
        using var adapter = new MqttChannelAdapter(channel, new MqttPacketFormatterAdapter(MqttProtocolVersion.V500, new MqttBufferWriter(64, 1024)), MqttNetNullLogger.Instance);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var packet = await adapter.ReceivePacketAsync(TestContext.Current.CancellationToken);

        // All of it completes on this thread.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
        Assert.Equal(Limit - 4, Assert.IsType<MqttPublishPacket>(packet).Payload.Length);
    }

    [Fact]
    public void Read_LengthOfMoreThanFourBytes_EndsTheConnection() =>
        Assert.Throws<MqttProtocolViolationException>(() => ReadAll([Publish, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], 40, 400));

    [Fact]
    public void Read_ConnectionThatEndsAnywhere_IsAnEnd()
    {
        byte[] stream = [.. Packet(Publish, new byte[Limit + 50]), .. Packet(Publish, new byte[200])];
        for (var length = 0; length < stream.Length; length++) Assert.InRange(ReadAll(stream[..length], 40, 400).Length, 0, length);
    }

    private static byte[] Packet(byte flags, byte[] body) => [flags, .. Length(body.Length), .. body];

    private static IEnumerable<byte> Length(int value)
    {
        do
        {
            yield return (byte)(value > 0x7F ? (value & 0x7F) | 0x80 : value);
            value >>= 7;
        }
        while (value > 0);
    }

    private static byte[] ReadAll(byte[] stream, int arrive, int read)
    {
        using var channel = new BoundedPacketChannel(new FakeChannel(stream, arrive), Limit);
        var (all, buffer) = (new List<byte>(), new byte[read + 3]);
        // The inner channel completes at once, and so does this one.
        while (channel.ReadAsync(buffer, 3, read, CancellationToken.None).GetAwaiter().GetResult() is > 0 and var count) all.AddRange(buffer.AsSpan(3, count));
        return [.. all];
    }

    /// <summary>A connection on which bytes arrive a few at a time.</summary>
    private sealed class FakeChannel(byte[] stream, int arrive) : IMqttChannel
    {
        private int _position;

        public X509Certificate2 ClientCertificate => null!;

        public EndPoint RemoteEndPoint => null!;

        public EndPoint LocalEndPoint => null!;

        public bool IsSecureConnection => true;

        public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task DisconnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task WriteAsync(ReadOnlySequence<byte> buffer, bool isEndOfPacket, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            var read = Math.Min(Math.Min(count, arrive), stream.Length - _position);
            Array.Copy(stream, _position, buffer, offset, read);
            _position += read;
            return Task.FromResult(read);
        }

        public void Dispose()
        {
        }
    }
}
