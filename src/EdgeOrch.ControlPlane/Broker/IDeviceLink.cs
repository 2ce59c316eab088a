using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>The control plane's side of the MQTT link to every device, whichever broker carries it.</summary>
public interface IDeviceLink
{
    /// <summary>Publishes the signed desired state of a device, retained: a connected device gets it now, another when it connects.</summary>
    Task PublishDesiredAsync(DeviceId device, ReadOnlyMemory<byte> payload, CancellationToken cancellation);

    /// <summary>Removes what is retained for a device, and ends its session.</summary>
    Task ForgetAsync(DeviceId device, CancellationToken cancellation);

    /// <summary>Sends one chunk of a transfer that the device asked for.</summary>
    Task PublishChunkAsync(DeviceId device, string transfer, ReadOnlyMemory<byte> chunk, CancellationToken cancellation);

    /// <summary>Asks a device and waits for its response.</summary>
    /// <exception cref="TimeoutException">The device did not answer in time.</exception>
    /// <exception cref="Transport.RpcException">The device answered with an error.</exception>
    Task<TResponse> RequestAsync<TRequest, TResponse>(
        DeviceId device, string method, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResponse> responseType,
        TimeSpan timeout, CancellationToken cancellation);
}
