using System.Security.Authentication;
using EdgeOrch.Contracts;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace EdgeOrch.Transport;

/// <summary>A session's options and subscriptions in MQTTnet's terms.</summary>
internal static class SessionOptions
{
    public static MqttClientOptions Build(DeviceSessionOptions options, byte[] offline) => new MqttClientOptionsBuilder()
        .WithProtocolVersion(MqttProtocolVersion.V500)
        .WithClientId(options.Device.ToString())
        .WithCleanStart(false)
        .WithSessionExpiryInterval((uint)options.SessionExpiry.TotalSeconds)
        // A broker drops what is larger (MQTT 5 §3.1.2.11.4); the built-in one does not, hence BoundedPacketChannel.
        .WithMaximumPacketSize(Limits.PacketBytes)
        .WithKeepAlivePeriod(options.KeepAlive)
        .WithTimeout(options.Timeout)
        .WithTcpServer(options.Host, options.Port)
        .WithWillTopic(Topics.Link(options.Device))
        .WithWillPayload(offline)
        .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
        .WithTlsOptions(tls => tls
            .UseTls()
            .WithSslProtocols(SslProtocols.Tls12 | SslProtocols.Tls13)
            .WithTargetHost(options.Host)
            .WithClientCertificates([options.Certificate()])
            .WithCertificateValidationHandler(e => ServerTrust.Accepts(options.Authority, e.Certificate, e.Chain, e.SslPolicyErrors)))
        .Build();

    public static MqttClientSubscribeOptions Subscriptions(DeviceId device)
    {
        var options = new MqttClientSubscribeOptions();
        options.TopicFilters.AddRange([
            Filter(Topics.Desired(device)),
            // Without NoLocal a device would get back its own requests and responses.
            Filter(Topics.Request(device, "+")),
            Filter(Topics.Response(device, "+")),
            Filter(Topics.Blob(device, "+")),
        ]);
        return options;
    }

    private static MqttTopicFilter Filter(string topic) => new()
    {
        Topic = topic,
        NoLocal = true,
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
    };
}
