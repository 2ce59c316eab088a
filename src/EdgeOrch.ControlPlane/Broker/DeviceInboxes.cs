using System.Collections.Concurrent;
using EdgeOrch.Contracts;
using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>The inbox of each device that sent something since the start.</summary>
internal sealed partial class DeviceInboxes(IOptions<BrokerOptions> options, ILogger<DeviceInboxes> logger)
{
    private readonly ConcurrentDictionary<DeviceId, DeviceInbox> _inboxes = new();

    /// <summary>The device's inbox.</summary>
    public DeviceInbox For(DeviceId device) => _inboxes.GetOrAdd(device, id => new DeviceInbox(options.Value.MaxWaitingPerDevice, e => LogFailed(id, e)));

    /// <summary>Closes the inbox of a device that left; what waits in it is still done.</summary>
    public void Remove(DeviceId device)
    {
        if (_inboxes.TryRemove(device, out var inbox)) inbox.Close();
    }

    /// <summary>Closes all and waits until what was taken is done.</summary>
    public async Task CloseAsync(CancellationToken cancellation)
    {
        var inboxes = _inboxes.Values.ToList();
        foreach (var inbox in inboxes) inbox.Close();
        await Task.WhenAll(inboxes.Select(i => i.Completion)).WaitAsync(cancellation);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "a message of {Device} could not be taken in")]
    private partial void LogFailed(DeviceId device, Exception e);
}
