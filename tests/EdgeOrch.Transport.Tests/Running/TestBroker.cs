using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Testing;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace EdgeOrch.Transport.Tests.Running;

/// <summary>A real MQTT 5 broker on loopback over TLS with client certificates, and the cloud behind it as far as a test needs one.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    private const string Cloud = "$cloud";

    private readonly MqttServerOptions _options;
    private readonly MqttServer _server;
    private readonly ConcurrentQueue<MqttApplicationMessage> _published = new();
    private readonly ConcurrentDictionary<string, Func<byte[], Task<RpcResponse?>>> _served = new(StringComparer.Ordinal);

    private int _answers;

    private TestBroker(TestAuthority authority, X509Certificate2 certificate, int port)
    {
        Authority = authority;
        _options = new MqttServerOptionsBuilder()
            .WithoutDefaultEndpoint()
            .WithEncryptedEndpoint()
            .WithEncryptedEndpointPort(port)
            .WithEncryptedEndpointBoundIPAddress(IPAddress.Loopback)
            .WithEncryptedEndpointBoundIPV6Address(IPAddress.None)
            .WithEncryptionCertificate(certificate)
            .WithEncryptionSslProtocol(SslProtocols.Tls12 | SslProtocols.Tls13)
            .WithClientCertificate((_, client, _, _) => client?.Issuer == authority.Certificate.Subject)
            .WithPersistentSessions()
            .Build();
        _server = new MqttServerFactory().CreateMqttServer(_options);
        _server.ValidatingConnectionAsync += OnConnectAsync;
        _server.InterceptingPublishAsync += OnPublishAsync;
        _server.InterceptingSubscriptionAsync += OnSubscribeAsync;
    }

    public TestAuthority Authority { get; }

    /// <summary>Where it listens; unless told otherwise, where the system found room.</summary>
    public int Port => _options.TlsEndpointOptions.Port;

    /// <summary>What the broker says to devices that connect.</summary>
    public MqttConnectReasonCode Welcome { get; set; } = MqttConnectReasonCode.Success;

    /// <summary>Answers sent to devices so far.</summary>
    public int Answers => Volatile.Read(ref _answers);

    /// <summary>Whether devices may subscribe.</summary>
    public bool TakesSubscriptions { get; set; } = true;

    /// <summary>The common names of the certificates that connected, in order.</summary>
    public ConcurrentQueue<string> Connects { get; } = new();

    /// <summary>The <c>link</c> messages of all devices, in order.</summary>
    public IEnumerable<LinkMessage> Links => Published("/link").Select(message => System.Text.Json.JsonSerializer.Deserialize(message.Payload.ToArray(), WireJson.Default.LinkMessage)!);

    public static async Task<TestBroker> StartAsync(TestAuthority authority, int port = 0, X509Certificate2? certificate = null)
    {
        var broker = new TestBroker(authority, certificate ?? authority.IssueServer("127.0.0.1"), port);
        await broker._server.StartAsync();
        return broker;
    }

    /// <summary>What devices published on topics with this ending, wills included.</summary>
    public IReadOnlyList<MqttApplicationMessage> Published(string ending) => [.. _published.Where(message => message.Topic.EndsWith(ending, StringComparison.Ordinal))];

    /// <summary>Waits until devices published something that fits.</summary>
    public async Task<MqttApplicationMessage> SeeAsync(string ending, Func<MqttApplicationMessage, bool>? fits = null) =>
        (await Eventually.SeeAsync($"a message on …{ending}", RunningSession.Patience, () => Task.FromResult(Published(ending).FirstOrDefault(fits ?? (_ => true))), seen => seen is not null))!;

    /// <summary>Serves a method for devices; null gives no answer.</summary>
    public void Serve(string method, Func<byte[], Task<RpcResponse?>> handler) => _served[method] = handler;

    /// <summary>Publishes as the cloud does.</summary>
    public Task SendAsync(MqttApplicationMessage message) => _server.InjectApplicationMessage(new InjectedMqttApplicationMessage(message) { SenderClientId = Cloud });

    public Task SendAsync(string topic, byte[] payload, int quality = 1) => SendAsync(new MqttApplicationMessage
    {
        Topic = topic,
        Payload = new ReadOnlySequence<byte>(payload),
        QualityOfServiceLevel = (MqttQualityOfServiceLevel)quality,
    });

    /// <summary>Puts a message into a device's session whatever it subscribed, as a broker gone wrong would.</summary>
    public async Task DeliverAsync(DeviceId device, string topic, byte[] payload)
    {
        var session = await _server.GetSessionAsync(device.ToString());
        await session.DeliverApplicationMessageAsync(new MqttApplicationMessage { Topic = topic, Payload = new ReadOnlySequence<byte>(payload) });
    }

    public async ValueTask DisposeAsync()
    {
        if (_server.IsStarted) await _server.StopAsync();
        _server.Dispose();
    }

    private Task OnConnectAsync(ValidatingConnectionEventArgs args)
    {
        args.ReasonCode = Welcome;
        Connects.Enqueue(args.ClientCertificate.GetNameInfo(X509NameType.SimpleName, false));
        return Task.CompletedTask;
    }

    private Task OnPublishAsync(InterceptingPublishEventArgs args)
    {
        if (args.ClientId == Cloud) return Task.CompletedTask;
        args.ProcessPublish = false;
        var message = args.ApplicationMessage;
        // The payload's memory is the broker's own.
        message.Payload = new ReadOnlySequence<byte>(message.Payload.ToArray());
        _published.Enqueue(message);
        // Not awaited: a handler may wait for what the device sends next.
        if (message.CorrelationData is not null && message.ResponseTopic is not null) _ = AnswerAsync(message);
        return Task.CompletedTask;
    }

    private async Task AnswerAsync(MqttApplicationMessage request)
    {
        var method = request.ResponseTopic.Split('/')[^2];
        if (!_served.TryGetValue(method, out var handler)) return;
        if (await handler(request.Payload.ToArray()) is not { } response) return;
        await SendAsync(RpcMessages.Response(request.ResponseTopic, request.CorrelationData, response));
        Interlocked.Increment(ref _answers);
    }

    private Task OnSubscribeAsync(InterceptingSubscriptionEventArgs args)
    {
        if (!TakesSubscriptions) args.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
        args.ProcessSubscription = TakesSubscriptions;
        return Task.CompletedTask;
    }
}
