using System.Text.Json;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Testing;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeOrch.ControlPlane.Tests.Broker;

/// <summary>The promise: a device publishes and subscribes below its own prefix and nowhere else; what it tries is refused, counted, and reaches nobody.</summary>
public sealed class DeviceConfinementTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("edgeorch/v1/devices/pi-2/reported", false)]
    [InlineData("edgeorch/v1/devices/pi-2/rpc/leave/request", false)]
    [InlineData("edgeorch/v1/devices/pi-1/desired", false)]
    [InlineData("edgeorch/v1/devices/pi-1/reported", true)]
    [InlineData("$SYS/x", false)]
    [InlineData("other", false)]
    public async Task Publish_OnATopicThatIsNotItsOwn_IsRefusedAndCounted(string topic, bool retained)
    {
        await using var broker = await BrokerFixture.StartAsync();
        using var client = await ConnectAsync(broker);

        var result = await client.PublishAsync(new MqttApplicationMessage { Topic = topic, QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce, Retain = retained }, Cancellation);

        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, result.ReasonCode);
        Assert.Equal((byte)0x87, (byte)result.ReasonCode);
        Assert.Equal(1, broker.Drops.Dropped);
        Assert.False(broker.Grains.Device("pi-2").Reports.Reader.TryRead(out _));
    }

    [Theory]
    [InlineData("edgeorch/v1/devices/pi-2/desired")]
    [InlineData("edgeorch/v1/devices/+/desired")]
    [InlineData("#")]
    public async Task Subscribe_OutsideItsPrefix_IsRefusedAndCounted(string filter)
    {
        await using var broker = await BrokerFixture.StartAsync();
        using var client = await ConnectAsync(broker);

        var result = await client.SubscribeAsync(filter, cancellationToken: Cancellation);

        Assert.NotInRange((int)result.Items.Single().ResultCode, 0, 2);
        await Eventually.HoldsAsync("the count", TimeSpan.FromSeconds(5), () => broker.Drops.Dropped == 1);
    }

    [Fact]
    public async Task Subscribe_Shared_IsRefused()
    {
        await using var broker = await BrokerFixture.StartAsync();
        using var client = await ConnectAsync(broker);

        var result = await client.SubscribeAsync("$share/g/edgeorch/v1/devices/pi-1/desired", cancellationToken: Cancellation);

        Assert.Equal(MqttClientSubscribeResultCode.SharedSubscriptionsNotSupported, result.Items.Single().ResultCode);
    }

    [Fact]
    public async Task Publish_PayloadAboveTheLimit_IsRefusedAndTheNextOneTaken()
    {
        await using var broker = await BrokerFixture.StartAsync();
        using var client = await ConnectAsync(broker);

        var large = await PublishLinkAsync(client, new byte[Limits.MessageBytes + 1]);
        var broken = await PublishLinkAsync(client, "{"u8.ToArray());
        var good = await PublishLinkAsync(client, JsonSerializer.SerializeToUtf8Bytes(new LinkMessage(LinkState.Online, 3), WireJson.Default.LinkMessage));

        Assert.Equal((MqttClientPublishReasonCode.QuotaExceeded, MqttClientPublishReasonCode.UnspecifiedError), (large, broken));
        Assert.Equal(2, broker.Drops.Dropped);
        Assert.True(good is MqttClientPublishReasonCode.Success or MqttClientPublishReasonCode.NoMatchingSubscribers, $"{good}");
        Assert.Equal(3, (await broker.Grains.Device("pi-1").Links.Reader.ReadAsync(Cancellation)).AppliedGeneration);
    }

    private static async Task<MqttClientPublishReasonCode> PublishLinkAsync(IMqttClient client, byte[] payload) =>
        (await client.PublishBinaryAsync("edgeorch/v1/devices/pi-1/link", payload, MqttQualityOfServiceLevel.AtLeastOnce, cancellationToken: Cancellation)).ReasonCode;

    private static async Task<IMqttClient> ConnectAsync(BrokerFixture broker)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer("127.0.0.1", broker.Port)
            .WithProtocolVersion(MqttProtocolVersion.V500)
            .WithClientId("pi-1")
            .WithTlsOptions(tls => tls.WithClientCertificates([broker.Certificate("pi-1")]).WithCertificateValidationHandler(_ => true))
            .Build();
        await client.ConnectAsync(options, Cancellation);
        return client;
    }
}
