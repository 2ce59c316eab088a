using System.Buffers;
using System.Security.Cryptography.X509Certificates;
using EdgeOrch.Contracts;
using EdgeOrch.ControlPlane.Devices;
using EdgeOrch.ControlPlane.Identity;
using EdgeOrch.Transport;
using Microsoft.Extensions.Options;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>Runs the built-in broker: lets in devices whose certificate and grain say so, each confined to its own topics.</summary>
internal sealed partial class MqttBroker : IHostedService
{
    // How long a grain may take to say whether a certificate is good; it answers from memory.
    private static readonly TimeSpan AdmissionTimeout = TimeSpan.FromSeconds(10);

    private readonly MqttServer _server;
    private readonly MqttDeviceLink _link;
    private readonly DeviceInboxes _inboxes;
    private readonly MessageDispatcher _dispatcher;
    private readonly DropCounter _drops;
    private readonly IGrainFactory _grains;
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<MqttBroker> _logger;

    /// <summary>Prepares the broker.</summary>
    public MqttBroker(
        BrokerServer server, MqttDeviceLink link, DeviceInboxes inboxes, MessageDispatcher dispatcher, DropCounter drops,
        IGrainFactory grains, IOptions<BrokerOptions> options, TimeProvider time, ILogger<MqttBroker> logger)
    {
        (_server, _link, _inboxes, _dispatcher, _drops) = (server.Server, link, inboxes, dispatcher, drops);
        (_grains, _options, _time, _logger) = (grains, options.Value, time, logger);
        _server.ValidatingConnectionAsync += ValidateAsync;
        _server.InterceptingPublishAsync += InterceptPublishAsync;
        _server.InterceptingSubscriptionAsync += InterceptSubscriptionAsync;
        _server.ClientConnectedAsync += ConnectedAsync;
        _server.ClientDisconnectedAsync += DisconnectedAsync;
        _server.ClientSubscribedTopicAsync += SubscribedAsync;
    }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="InvalidOperationException">The port cannot be had.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _server.StartAsync();
        }
        catch (System.Net.Sockets.SocketException e)
        {
            throw new InvalidOperationException($"MQTT broker: cannot listen on port {_options.Port}: {e.Message}", e);
        }

        LogListening(_options.Port);
    }

    /// <summary>Ends all connections and takes in what had come.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_server.IsStarted) await _server.StopAsync();
        await _inboxes.CloseAsync(cancellationToken);
    }

    private async Task ValidateAsync(ValidatingConnectionEventArgs args)
    {
        var cause = await RefusalAsync(args);
        if (cause is null) return;
        args.ReasonCode = MqttConnectReasonCode.NotAuthorized;
        args.ReasonString = cause;
        LogRefused(args.ClientId.Length <= 100 ? args.ClientId : args.ClientId[..100], cause);
    }

    private async Task<string?> RefusalAsync(ValidatingConnectionEventArgs args)
    {
        if (args.ProtocolVersion != MqttProtocolVersion.V500) return "only MQTT 5 is spoken here";
        if (args.ClientCertificate is not { } certificate) return "a client certificate is required";
        if (!DeviceId.TryParse(args.ClientId, out var device)) return "the client id is no device id";
        if (certificate.GetNameInfo(X509NameType.SimpleName, false) != args.ClientId) return "the client id is not the certificate's common name";
        try
        {
            var accepted = await _grains.GetGrain<IDeviceGrain>(device.ToString()).AcceptsCertificateAsync(Fingerprint.Of(certificate)).WaitAsync(AdmissionTimeout, _time);
            return accepted ? null : "the certificate is not valid for this device";
        }
        catch (Exception e)
        {
            LogAdmissionFailed(device, e);
            return "the control plane cannot check the certificate now";
        }
    }

    private Task InterceptPublishAsync(InterceptingPublishEventArgs args)
    {
        if (args.ClientId == BrokerServer.Sender) return Task.CompletedTask;
        // The control plane is the only reader; nothing of a device's goes on to another client.
        args.ProcessPublish = false;
        var message = args.ApplicationMessage;
        if (!DeviceId.TryParse(args.ClientId, out var device) || message.Retain || !TopicRules.MayPublish(device, message.Topic))
            Refuse(args, MqttPubAckReasonCode.NotAuthorized, "not a topic that this device may publish on");
        else if (message.Payload.Length > Limits.MessageBytes)
            Refuse(args, MqttPubAckReasonCode.QuotaExceeded, $"{message.Payload.Length} bytes, at most {Limits.MessageBytes}");
        else if (!_dispatcher.TryDispatch(device, Copy(message)))
            args.Response.ReasonCode = MqttPubAckReasonCode.UnspecifiedError;
        return Task.CompletedTask;
    }

    private Task InterceptSubscriptionAsync(InterceptingSubscriptionEventArgs args)
    {
        if (DeviceId.TryParse(args.ClientId, out var device) && TopicRules.MaySubscribe(device, args.TopicFilter.Topic)) return Task.CompletedTask;
        args.ProcessSubscription = false;
        args.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
        _drops.Drop(args.ClientId, args.TopicFilter.Topic, "not a topic that this device may subscribe");
        return Task.CompletedTask;
    }

    private Task SubscribedAsync(ClientSubscribedTopicEventArgs args)
    {
        if (DeviceId.TryParse(args.ClientId, out var device) && args.TopicFilter.Topic == Topics.Desired(device)) _dispatcher.PublishDesired(device);
        return Task.CompletedTask;
    }

    private Task ConnectedAsync(ClientConnectedEventArgs args)
    {
        if (DeviceId.TryParse(args.ClientId, out var device)) _link.NoteConnection(device, 1);
        return Task.CompletedTask;
    }

    private Task DisconnectedAsync(ClientDisconnectedEventArgs args)
    {
        if (!DeviceId.TryParse(args.ClientId, out var device)) return Task.CompletedTask;
        _link.NoteConnection(device, -1);
        // After a takeover the device is connected, by its newer connection.
        if (args.DisconnectType != MqttClientDisconnectType.Takeover) _dispatcher.Disconnected(device);
        return Task.CompletedTask;
    }

    private void Refuse(InterceptingPublishEventArgs args, MqttPubAckReasonCode reason, string cause)
    {
        args.Response.ReasonCode = reason;
        _drops.Drop(args.ClientId, args.ApplicationMessage.Topic, cause);
    }

    private static DeviceMessage Copy(MQTTnet.MqttApplicationMessage message) => new(
        message.Topic, message.Payload.ToArray(), message.ResponseTopic, message.CorrelationData,
        RpcMessages.TryReadResponse(message, out var response) ? response : null);

    [LoggerMessage(Level = LogLevel.Information, Message = "MQTT broker listens on port {Port}, TLS")]
    private partial void LogListening(int port);

    [LoggerMessage(Level = LogLevel.Warning, Message = "connection of \"{Device}\" refused: {Cause}")]
    private partial void LogRefused(string device, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "the grain of {Device} did not say whether to let it in")]
    private partial void LogAdmissionFailed(DeviceId device, Exception e);
}
