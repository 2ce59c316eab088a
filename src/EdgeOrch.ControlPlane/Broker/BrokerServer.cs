using EdgeOrch.Contracts;
using Microsoft.Extensions.Options;
using MQTTnet.Server;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>The one MQTTnet server, set up to be reached by <see cref="DeviceListener"/> alone.</summary>
internal sealed class BrokerServer : IDisposable
{
    /// <summary>Who publishes for the control plane; no device id has a "$".</summary>
    public const string Sender = "$edgeorch";

    /// <summary>Sets it up; it does not listen yet.</summary>
    public BrokerServer(IOptions<BrokerOptions> options, DeviceListener listener) => Server = new MqttServerFactory().CreateMqttServer(
        new MqttServerOptionsBuilder()
            .WithoutDefaultEndpoint()
            .WithPersistentSessions()
            .WithMaxPendingMessagesPerClient(options.Value.MaxPendingMessages)
            .WithPendingMessagesOverflowStrategy(MqttPendingMessagesOverflowStrategy.DropOldestQueuedMessage)
            .Build(),
        [listener]);

    /// <summary>The server.</summary>
    public MqttServer Server { get; }

    /// <summary>The device's session; null when it has none.</summary>
    public async Task<MqttSessionStatus?> FindSessionAsync(DeviceId device)
    {
        try
        {
            return await Server.GetSessionAsync(device.ToString());
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Server.Dispose();
}
