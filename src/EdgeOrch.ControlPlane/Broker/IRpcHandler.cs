using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>Serves one method that devices call. Registered once for each method.</summary>
internal interface IRpcHandler
{
    /// <summary>The method, one of <see cref="Contracts.Messages.RpcMethods"/>.</summary>
    string Method { get; }

    /// <summary>What its requests wait behind.</summary>
    RpcLane Lane { get; }

    /// <summary>Serves a request.</summary>
    /// <param name="device">Who asks; authenticated.</param>
    /// <param name="request">UTF-8 JSON, at most <see cref="Limits.MessageBytes"/>.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>The result, UTF-8 JSON.</returns>
    /// <exception cref="Transport.RpcException">The error that the device gets.</exception>
    Task<byte[]> HandleAsync(DeviceId device, ReadOnlyMemory<byte> request, CancellationToken cancellation);
}
