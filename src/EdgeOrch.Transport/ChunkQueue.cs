using System.Threading.Channels;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Transport;

/// <summary>Chunks and ends of requests in the order they came; holds at most the window, whatever the other side sends.</summary>
internal sealed class ChunkQueue(int window, Action<string> drop)
{
    private readonly Channel<Item> _items = Channel.CreateUnbounded<Item>(new UnboundedChannelOptions { SingleReader = true });
    private int _held;

    /// <summary>One thing that came: a chunk, or the end of a request.</summary>
    public readonly record struct Item(long Offset, byte[] Bytes, Task<BlobReadResult>? End);

    public void Offer(long offset, byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            drop("an empty chunk");
        }
        else if (Interlocked.Add(ref _held, bytes.Length) > window)
        {
            Interlocked.Add(ref _held, -bytes.Length);
            drop($"a chunk beyond the window of {window} bytes");
        }
        else
        {
            _items.Writer.TryWrite(new Item(offset, bytes, null));
        }
    }

    public void End(Task<BlobReadResult> response) => _items.Writer.TryWrite(new Item(0, [], response));

    public async ValueTask<Item> ReadAsync(CancellationToken cancellation)
    {
        var item = await _items.Reader.ReadAsync(cancellation);
        Interlocked.Add(ref _held, -item.Bytes.Length);
        return item;
    }
}
