using System.Text.Json;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.ControlPlane.Broker;

namespace EdgeOrch.ControlPlane.Devices;

/// <summary>Signs a device's desired state and gives it to the broker, or makes the broker forget it. A failure is logged only: what counts is stored already.</summary>
internal sealed class DesiredPublisher(IDesiredStateSigner signer, IDeviceLink link, ILogger<DesiredPublisher> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task PublishAsync(DesiredState desired)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(desired, WireJson.Default.DesiredState);
        var message = JsonSerializer.SerializeToUtf8Bytes(signer.Sign(payload), WireJson.Default.SignedDocument);
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            await link.PublishDesiredAsync(desired.Device, message, deadline.Token);
            logger.Desired(desired.Device, desired.Generation);
        }
#pragma warning disable CA1031 // Whatever the broker throws, the desired state is stored; the message only wakes the device, which asks again when it connects.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            logger.NotPublished(cause, desired.Device, desired.Generation);
        }
    }

    public async Task ForgetAsync(DeviceId device)
    {
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            await link.ForgetAsync(device, deadline.Token);
        }
#pragma warning disable CA1031 // Whatever the broker throws, the device is removed: an error would ask for a repetition, which finds no device.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            logger.NotForgotten(cause, device);
        }
    }
}
