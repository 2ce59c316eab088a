using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.ControlPlane.Devices;
using EdgeOrch.Transport;
using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>Takes in what devices send: to their grains, to the handler of a method, or to the request that waits for it.</summary>
internal sealed partial class MessageDispatcher
{
    private readonly DeviceInboxes _inboxes;
    private readonly MqttDeviceLink _link;
    private readonly IGrainFactory _grains;
    private readonly DropCounter _drops;
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<MessageDispatcher> _logger;
    private readonly IServiceProvider _services;
    private Dictionary<string, IRpcHandler>? _handlers;

    /// <summary>Prepares it. Handlers are resolved at the first request, because they themselves may need the link.</summary>
    public MessageDispatcher(
        DeviceInboxes inboxes, MqttDeviceLink link, IGrainFactory grains, DropCounter drops, IOptions<BrokerOptions> options,
        TimeProvider time, IServiceProvider services, ILogger<MessageDispatcher> logger)
    {
        (_inboxes, _link, _grains, _drops) = (inboxes, link, grains, drops);
        (_options, _time, _services, _logger) = (options.Value, time, services, logger);
    }

    /// <summary>Queues a message for taking in; false when it was dropped.</summary>
    public bool TryDispatch(DeviceId device, DeviceMessage message)
    {
        Topics.TrySplit(message.Topic, out _, out var rest);
        return rest switch
        {
            "reported" => TryState(device, message, WireJson.Default.ReportedState, (grain, state) =>
                state.Device == device ? grain.ReportAsync(state) : Mismatch(device, message)),
            "link" => TryLink(device, message),
            "events" => TryEvents(device, message),
            _ when TopicRules.TryMethod(rest!, "/request", out var method) => TryRequest(device, method, message),
            _ => TryResponse(device, message),
        };
    }

    /// <summary>Queues that the device asked for its desired state.</summary>
    public void PublishDesired(DeviceId device)
    {
        if (!_inboxes.For(device).TryAddState(() => Grain(device).PublishDesiredAsync()))
            _drops.Drop(device.ToString(), Topics.Desired(device), "too many messages wait");
    }

    /// <summary>Queues that the device's connection ended.</summary>
    public void Disconnected(DeviceId device)
    {
        var inbox = _inboxes.For(device);
        if (!inbox.TryAddState(() => Grain(device).SetLinkAsync(new LinkMessage(LinkState.Offline, inbox.AppliedGeneration))))
            _drops.Drop(device.ToString(), Topics.Link(device), "too many messages wait");
    }

    private bool TryLink(DeviceId device, DeviceMessage message)
    {
        if (!TryParse(device, message, WireJson.Default.LinkMessage, out var link)) return false;
        var inbox = _inboxes.For(device);
        inbox.AppliedGeneration = link.AppliedGeneration;
        // Offline is when the connection ends. The word alone may be a will that comes after the device is back.
        return link.State == LinkState.Offline || TryAdd(device, message, inbox.TryAddState, () => Grain(device).SetLinkAsync(link));
    }

    private bool TryEvents(DeviceId device, DeviceMessage message)
    {
        if (!TryParse(device, message, WireJson.Default.EventBatch, out var batch) || !CanAnswer(device, RpcMethods.Events, message)) return false;
        if (batch.Events.Count > Limits.EventsPerBatch || string.IsNullOrEmpty(batch.Outbox) || batch.Outbox.Length > 64
            || batch.Events.Any(e => e is null || e.Message.Length > Limits.EventMessageLength || e.Type.Length > 64))
            return Drop(device, message, $"at most {Limits.EventsPerBatch} events of {Limits.EventMessageLength} characters and an outbox of 1 to 64 characters");
        return TryAdd(device, message, _inboxes.For(device).TryAddState, async () =>
        {
            var acknowledged = await Grain(device).AddEventsAsync(batch);
            var payload = JsonSerializer.SerializeToUtf8Bytes(acknowledged, WireJson.Default.EventsAcknowledged);
            await RespondAsync(device, message, new RpcResponse(false, payload));
        });
    }

    private bool TryRequest(DeviceId device, string method, DeviceMessage message)
    {
        if (!CanAnswer(device, method, message)) return false;
        if (!Handlers().TryGetValue(method, out var handler))
        {
            var unknown = RpcMessages.Error(new RpcError("method-unknown", $"method \"{method}\" is not served here", false));
            return TryAdd(device, message, _inboxes.For(device).TryAddState, () => RespondAsync(device, message, unknown));
        }

        return TryAdd(device, message, work => _inboxes.For(device).TryAdd(handler.Lane, work), () => ServeAsync(device, handler, message));
    }

    private bool TryResponse(DeviceId device, DeviceMessage message)
    {
        if (message.Response is null) return Drop(device, message, "not a response");
        // 128 random bits, sent to this device alone, tell that the response is its own.
        return _link.Pending.TryComplete(message.Correlation, message.Response) || Drop(device, message, "nothing waits for this response");
    }

    private async Task ServeAsync(DeviceId device, IRpcHandler handler, DeviceMessage message)
    {
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _time);
        RpcResponse response;
        try
        {
            response = new RpcResponse(false, await handler.HandleAsync(device, message.Payload, timeout.Token));
        }
        catch (RpcException e)
        {
            response = RpcMessages.Error(e.Error);
        }
        catch (Exception e)
        {
            LogServeFailed(handler.Method, device, e);
            response = RpcMessages.Error(new RpcError("internal", $"\"{handler.Method}\" failed in the control plane", true));
        }

        await RespondAsync(device, message, response);
    }

    private async Task RespondAsync(DeviceId device, DeviceMessage message, RpcResponse response)
    {
        try
        {
            await _link.RespondAsync(device, message.ResponseTopic!, message.Correlation!, response, CancellationToken.None);
        }
        catch (LinkException e)
        {
            // The device asks again when it is back.
            LogNotAnswered(device, message.Topic, e.Message);
        }
    }

    private bool TryState<T>(DeviceId device, DeviceMessage message, JsonTypeInfo<T> type, Func<IDeviceGrain, T, Task> take)
        where T : class =>
        TryParse(device, message, type, out var value) && TryAdd(device, message, _inboxes.For(device).TryAddState, () => take(Grain(device), value));

    private bool TryParse<T>(DeviceId device, DeviceMessage message, JsonTypeInfo<T> type, out T value)
        where T : class
    {
        value = null!;
        try
        {
            if (JsonSerializer.Deserialize(message.Payload, type) is not { } parsed) return Drop(device, message, "is null");
            value = parsed;
            return true;
        }
        catch (JsonException e)
        {
            return Drop(device, message, $"does not parse: {e.Message}");
        }
    }

    private bool TryAdd(DeviceId device, DeviceMessage message, Func<Func<Task>, bool> add, Func<Task> work) =>
        add(work) || Drop(device, message, "too many messages wait");

    private bool CanAnswer(DeviceId device, string method, DeviceMessage message) =>
        (message.ResponseTopic == Topics.Response(device, method) && message.Correlation is { Length: > 0 and <= 64 })
        || Drop(device, message, "a request without its response topic and correlation data");

    private Task Mismatch(DeviceId device, DeviceMessage message)
    {
        Drop(device, message, "names another device");
        return Task.CompletedTask;
    }

    private bool Drop(DeviceId device, DeviceMessage message, string cause)
    {
        _drops.Drop(device.ToString(), message.Topic, cause);
        return false;
    }

    private Dictionary<string, IRpcHandler> Handlers() =>
        _handlers ??= _services.GetServices<IRpcHandler>().ToDictionary(h => h.Method, StringComparer.Ordinal);

    private IDeviceGrain Grain(DeviceId device) => _grains.GetGrain<IDeviceGrain>(device.ToString());

    [LoggerMessage(Level = LogLevel.Error, Message = "\"{Method}\" for {Device} failed")]
    private partial void LogServeFailed(string method, DeviceId device, Exception e);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Device} was not answered on \"{Topic}\": {Cause}")]
    private partial void LogNotAnswered(DeviceId device, string topic, string cause);
}
