using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Transport;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>A handler of typed requests.</summary>
internal abstract class RpcHandler<TRequest, TResponse>(
    string method, RpcLane lane, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResponse> responseType) : IRpcHandler
    where TRequest : class
{
    /// <inheritdoc/>
    public string Method => method;

    /// <inheritdoc/>
    public RpcLane Lane => lane;

    /// <inheritdoc/>
    public async Task<byte[]> HandleAsync(DeviceId device, ReadOnlyMemory<byte> request, CancellationToken cancellation)
    {
        TRequest? parsed;
        try
        {
            parsed = JsonSerializer.Deserialize(request.Span, requestType);
        }
        catch (JsonException e)
        {
            throw Refused("bad-request", $"the request does not parse: {e.Message}");
        }

        if (parsed is null) throw Refused("bad-request", "the request is null");
        return JsonSerializer.SerializeToUtf8Bytes(await HandleAsync(device, parsed, cancellation), responseType);
    }

    /// <summary>Serves a request.</summary>
    protected abstract Task<TResponse> HandleAsync(DeviceId device, TRequest request, CancellationToken cancellation);

    /// <summary>An error that the same request would meet again.</summary>
    protected static RpcException Refused(string code, string message) => new(new RpcError(code, message, false));
}
