using System.Collections.Concurrent;
using System.Text.Json;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Transport.Tests.Running;

/// <summary>Serves one blob's ranges from a broker, as the control plane does: chunks first, then the result.</summary>
internal sealed class BlobCloud
{
    private readonly TestBroker _broker;
    private Task _last = Task.CompletedTask;

    public BlobCloud(TestBroker broker, int length, int seed = 1)
    {
        _broker = broker;
        Content = new byte[length];
        new Random(seed).NextBytes(Content);
        Source = new BlobSource("app", Digest.Compute(Content), new BlobDescriptor(Digest.Compute(Content), length, "application/octet-stream"));
        broker.Serve(RpcMethods.BlobRead, ServeAsync);
    }

    public byte[] Content { get; }

    public BlobSource Source { get; }

    /// <summary>The requests that came, in order.</summary>
    public ConcurrentQueue<BlobReadRequest> Requests { get; } = new();

    /// <summary>Called before each chunk with its offset; false loses the chunk.</summary>
    public Func<long, Task<bool>> BeforeChunk { get; set; } = _ => Task.FromResult(true);

    /// <summary>What each chunk is sent as, none, once or more often; by default itself.</summary>
    public Func<byte[], IEnumerable<byte[]>> Distort { get; set; } = chunk => [chunk];

    /// <summary>What is answered after the chunks; by default the truth.</summary>
    public Func<BlobReadResult, RpcResponse?> Answer { get; set; } = Ok;

    public static RpcResponse Ok(BlobReadResult result) => new(false, JsonSerializer.SerializeToUtf8Bytes(result, WireJson.Default.BlobReadResult));

    private async Task<RpcResponse?> ServeAsync(byte[] payload)
    {
        var request = JsonSerializer.Deserialize(payload, WireJson.Default.BlobReadRequest)!;
        Requests.Enqueue(request);
        // One after the other, in the order of arrival.
        var done = new TaskCompletionSource();
        await Interlocked.Exchange(ref _last, done.Task);
        try
        {
            return Answer(await SendAsync(request));
        }
        finally
        {
            done.SetResult();
        }
    }

    private async Task<BlobReadResult> SendAsync(BlobReadRequest request)
    {
        var end = Math.Min(Content.Length, request.Offset + request.Length);
        for (var offset = request.Offset; offset < end; offset += request.ChunkBytes)
        {
            if (!await BeforeChunk(offset)) continue;
            var chunk = BlobChunk.Encode(offset, Content.AsSpan((int)offset, (int)Math.Min(request.ChunkBytes, end - offset)));
            foreach (var sent in Distort(chunk)) await _broker.SendAsync(Topics.Blob(RunningSession.Device, request.Transfer), sent, quality: 0);
        }

        return new BlobReadResult((int)(end - request.Offset), Content.Length);
    }
}
