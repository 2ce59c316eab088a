using System.Net.Sockets;
using EdgeOrch.ControlPlane.Broker;
using EdgeOrch.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeOrch.ControlPlane.Tests.Broker;

/// <summary>The promise: what a client may cost before and after it is let in is bounded.</summary>
public sealed class DeviceListenerTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Connect_AnnouncesTwoHundredMebibytes_IsCutOffUnread()
    {
        await using var broker = await BrokerFixture.StartAsync();
        using var client = await RawClient.ConnectAsync(broker.Port, broker.Certificate("pi-1"));

        await client.SendAsync(0x10, 0x80, 0x80, 0x80, 0x64);

        Assert.Empty(await client.ReadToEndAsync());
        Assert.Equal(1, broker.Drops.Dropped);
    }

    [Fact]
    public async Task Publish_LargerThanAMessageMayBe_IsCutOffByItsHeaderAndToldWhy()
    {
        await using var broker = await BrokerFixture.StartAsync();
        using var client = await RawClient.ConnectAsync(broker.Port, broker.Certificate("pi-1"));
        await client.ConnectMqttAsync("pi-1");

        await client.SendAsync(0x32, 0x80, 0x80, 0x80, 0x01);

        Assert.Equal([0xE0, 0x01, 0x95], await client.ReadToEndAsync());
        Assert.Equal(1, broker.Drops.Dropped);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connect_SaysNothing_IsCutOffAtTheDeadline(bool afterTls)
    {
        await using var broker = await BrokerFixture.StartAsync(services => services.Configure<BrokerOptions>(options => options.ConnectTimeout = TimeSpan.FromSeconds(1)));
        if (afterTls)
        {
            using var client = await RawClient.ConnectAsync(broker.Port, broker.Certificate("pi-1"));
            Assert.Empty(await client.ReadToEndAsync());
            return;
        }
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", broker.Port, TestContext.Current.CancellationToken);
        Assert.Equal(0, await tcp.GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask().WaitAsync(Deadline, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Connect_LetIn_OutlivesTheDeadline()
    {
        await using var broker = await BrokerFixture.StartAsync(services => services.Configure<BrokerOptions>(options => options.ConnectTimeout = TimeSpan.FromSeconds(1)));
        using var waiting = await RawClient.ConnectAsync(broker.Port, broker.Certificate("pi-2"));
        using var client = await RawClient.ConnectAsync(broker.Port, broker.Certificate("pi-1"));
        await client.ConnectMqttAsync("pi-1");

        // The silent one is cut off after as long as the other one has been connected.
        await waiting.ReadToEndAsync();

        await client.SendAsync(0xC0, 0x00);
        await client.SendAsync(0xE0, 0x00);
        Assert.Equal([0xD0, 0x00], await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Connect_MoreThanAllowed_IsTurnedAwayUntilOneEnds()
    {
        await using var broker = await BrokerFixture.StartAsync(services => services.Configure<BrokerOptions>(options => options.MaxConnections = 1));
        using (var first = await RawClient.ConnectAsync(broker.Port, broker.Certificate("pi-1")))
        {
            await first.ConnectMqttAsync("pi-1");
            await Assert.ThrowsAnyAsync<IOException>(() => RawClient.ConnectAsync(broker.Port, broker.Certificate("pi-2")));
        }

        await Eventually.HoldsAsync("the first connection's end", Deadline, () => broker.Listener.Connections == 0);
        using var second = await RawClient.ConnectAsync(broker.Port, broker.Certificate("pi-2"));
        await second.ConnectMqttAsync("pi-2");
    }
}
