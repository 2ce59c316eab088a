using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Transport;

/// <summary>The methods that a session serves, by name; turns whatever a handler does into a response.</summary>
internal sealed class ServedMethods
{
    private readonly ConcurrentDictionary<string, Func<byte[], CancellationToken, Task<byte[]>>> _handlers = new(StringComparer.Ordinal);

    public void Add<TRequest, TResponse>(
        string method, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TResponse> responseType,
        Func<TRequest, CancellationToken, Task<TResponse>> handler) =>
        _handlers[method] = async (payload, cancellation) =>
        {
            var request = JsonSerializer.Deserialize(payload, requestType) ?? throw new JsonException("the request is null");
            return JsonSerializer.SerializeToUtf8Bytes(await handler(request, cancellation), responseType);
        };

    public async Task<RpcResponse> CallAsync(string method, byte[] payload, CancellationToken cancellation)
    {
        if (!_handlers.TryGetValue(method, out var handler))
            return RpcMessages.Error(new RpcError("method-unknown", $"method \"{method}\" is not served here", false));
        try
        {
            var result = await handler(payload, cancellation);
            return result.Length <= Limits.MessageBytes
                ? new RpcResponse(false, result)
                : RpcMessages.Error(new RpcError("response-too-large", $"the result of \"{method}\" has {result.Length} bytes, at most {Limits.MessageBytes}", false));
        }
        catch (RpcException e)
        {
            return RpcMessages.Error(e.Error);
        }
        catch (JsonException e)
        {
            return RpcMessages.Error(new RpcError("bad-request", $"the request does not parse: {e.Message}", false));
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // The other end only learns that it failed; what an exception says may not be meant for it.
            return RpcMessages.Error(new RpcError("internal", $"\"{method}\" failed ({e.GetType().Name})", true));
        }
    }
}
