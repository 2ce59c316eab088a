using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Transport;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>The link to devices over the built-in broker.</summary>
internal sealed class MqttDeviceLink(BrokerServer broker, DeviceInboxes inboxes, TimeProvider time) : IDeviceLink
{
    // How long one message may wait for the device's socket before the transfer is given up.
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<DeviceId, int> _connected = new();

    /// <summary>Requests of ours that wait for a device's response.</summary>
    public PendingRequests Pending { get; } = new();

    /// <summary>Notes that a device connected, or (by <paramref name="change"/> −1) that one of its connections ended.</summary>
    public void NoteConnection(DeviceId device, int change)
    {
        var connections = _connected.AddOrUpdate(device, Math.Max(0, change), (_, count) => Math.Max(0, count + change));
        if (connections == 0) _connected.TryRemove(new KeyValuePair<DeviceId, int>(device, 0));
    }

    /// <inheritdoc/>
    public Task PublishDesiredAsync(DeviceId device, ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
        InjectAsync(Message(Topics.Desired(device), payload, MqttQualityOfServiceLevel.AtLeastOnce, retain: true), cancellation);

    /// <inheritdoc/>
    public async Task ForgetAsync(DeviceId device, CancellationToken cancellation)
    {
        // An empty payload removes what is retained (MQTT 5 §3.3.1.3).
        var nothing = Message(Topics.Desired(device), default, MqttQualityOfServiceLevel.AtLeastOnce, retain: true);
        await Task.Run(() => broker.Server.UpdateRetainedMessageAsync(nothing), cancellation);
        if (await Task.Run(() => broker.FindSessionAsync(device), cancellation) is not { } session) inboxes.Remove(device);
        // Behind the request that may be served just now: a device that leaves is told so before its session ends.
        else if (!inboxes.For(device).TryAdd(RpcLane.Requests, () => EndSessionAsync(device, session))) await Task.Run(() => EndSessionAsync(device, session), cancellation);
    }

    /// <inheritdoc/>
    public Task PublishChunkAsync(DeviceId device, string transfer, ReadOnlyMemory<byte> chunk, CancellationToken cancellation) =>
        DeliverAsync(device, Message(Topics.Blob(device, transfer), chunk, MqttQualityOfServiceLevel.AtMostOnce, retain: false), cancellation);

    /// <summary>Sends the response to a request of a device; returns when it was sent.</summary>
    public Task RespondAsync(DeviceId device, string responseTopic, byte[] correlation, RpcResponse response, CancellationToken cancellation) =>
        DeliverAsync(device, RpcMessages.Response(responseTopic, correlation, response), cancellation);

    /// <inheritdoc/>
    public async Task<TResponse> RequestAsync<TRequest, TResponse>(
        DeviceId device, string method, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResponse> responseType,
        TimeSpan timeout, CancellationToken cancellation)
    {
        if (!_connected.ContainsKey(device)) throw new RpcException(new RpcError("device-offline", $"device \"{device}\" is not connected", true));
        var payload = JsonSerializer.SerializeToUtf8Bytes(request, requestType);
        var (correlation, response) = Pending.Add();
        try
        {
            await InjectAsync(RpcMessages.Request(Topics.Request(device, method), Topics.Response(device, method), correlation, payload), cancellation);
            return RpcMessages.Result(await response.WaitAsync(timeout, time, cancellation), responseType);
        }
        finally
        {
            Pending.Remove(correlation);
        }
    }

    private async Task EndSessionAsync(DeviceId device, MqttSessionStatus session)
    {
        // A client drops what it has received and not yet looked at when its session ends: give it the time to look, and to go by itself.
        await Task.Delay(Farewell, time);
        var now = await broker.FindSessionAsync(device);
        // One that enrolled anew meanwhile keeps its own.
        if (now is not null && now.CreatedTimestamp != session.CreatedTimestamp) return;
        if (now is not null) await now.DeleteAsync();
        inboxes.Remove(device);
    }

    // Task.Run: callers are often grains, on whose scheduler nothing of MQTTnet's may be started.
    private Task InjectAsync(MqttApplicationMessage message, CancellationToken cancellation) => Task.Run(
        () => broker.Server.InjectApplicationMessage(new InjectedMqttApplicationMessage(message) { SenderClientId = BrokerServer.Sender }, cancellation),
        cancellation);

    private Task DeliverAsync(DeviceId device, MqttApplicationMessage message, CancellationToken cancellation) => Task.Run(
        async () =>
        {
            var session = await broker.FindSessionAsync(device) ?? throw new LinkException($"device \"{device}\" has no session");
            try
            {
                // To this session alone: injecting would ask every session of the fleet whether it subscribed.
                await session.DeliverApplicationMessageAsync(message).WaitAsync(SendTimeout, time, cancellation);
            }
            catch (TimeoutException e)
            {
                throw new LinkException($"device \"{device}\" took nothing for {SendTimeout.TotalSeconds} s", e);
            }
        },
        cancellation);

    private static MqttApplicationMessage Message(string topic, ReadOnlyMemory<byte> payload, MqttQualityOfServiceLevel quality, bool retain) => new()
    {
        Topic = topic,
        Payload = new ReadOnlySequence<byte>(payload),
        QualityOfServiceLevel = quality,
        Retain = retain,
    };
}
