using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace EdgeOrch.Transport;

/// <summary>Requests that wait for their response, found by correlation data (MQTT 5 §3.3.2.3.6).</summary>
/// <remarks>Both ends use it: a session for its requests to the cloud, a broker for its requests to devices.</remarks>
public sealed class PendingRequests
{
    // 128 random bits: no two requests of a link share one, and nobody guesses one.
    private const int CorrelationBytes = 16;
    // Responses to the last requests may still come when nobody waits any more: late, or sent again after a reconnect.
    private const int Remembered = 256;
    private readonly RecentKeys _recent = new(Remembered);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<RpcResponse>> _waiting = new(StringComparer.Ordinal);

    /// <summary>Registers a request; <see cref="Remove"/> must follow, whatever comes of it.</summary>
    /// <returns>Correlation data, and the response to come.</returns>
    public (byte[] Correlation, Task<RpcResponse> Response) Add()
    {
        var correlation = RandomNumberGenerator.GetBytes(CorrelationBytes);
        // The completing thread is the MQTT receive loop; it must not run the caller's code.
        var source = new TaskCompletionSource<RpcResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        var key = Key(correlation);
        _waiting[key] = source;
        _recent.Add(key);
        return (correlation, source.Task);
    }

    /// <summary>Completes the request; does nothing for one of the last requests that waits no more, having ended or been answered before.</summary>
    /// <returns>False when no request had this correlation data: the response is foreign.</returns>
    public bool TryComplete(byte[]? correlation, RpcResponse response)
    {
        if (correlation is not { Length: CorrelationBytes }) return false;
        var key = Key(correlation);
        return _waiting.TryRemove(key, out var source) ? source.TrySetResult(response) : _recent.Contains(key);
    }

    /// <summary>Forgets a request.</summary>
    public void Remove(byte[] correlation) => _waiting.TryRemove(Key(correlation), out _);

    /// <summary>Fails every waiting request, for a link that went down.</summary>
    public void FailAll(Func<Exception> cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        foreach (var key in _waiting.Keys)
        {
            if (_waiting.TryRemove(key, out var source)) source.TrySetException(cause());
        }
    }

    private static string Key(byte[] correlation) => Convert.ToHexString(correlation);
}
