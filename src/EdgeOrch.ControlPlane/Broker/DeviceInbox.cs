using System.Threading.Channels;

namespace EdgeOrch.ControlPlane.Broker;

/// <summary>Work of one device, taken off the broker's threads: bounded lanes, each in order, none waiting for another.</summary>
internal sealed class DeviceInbox
{
    private readonly Channel<Func<Task>> _state;
    private readonly Channel<Func<Task>> _requests;
    private readonly Channel<Func<Task>> _blobs;
    private long _appliedGeneration;

    /// <summary>Starts the lanes.</summary>
    /// <param name="capacity">Pieces of work waiting in one lane.</param>
    /// <param name="failed">Told of work that threw.</param>
    public DeviceInbox(int capacity, Action<Exception> failed)
    {
        (_state, _requests, _blobs) = (Open(capacity), Open(capacity), Open(capacity));
        Completion = Task.WhenAll(DrainAsync(_state, failed), DrainAsync(_requests, failed), DrainAsync(_blobs, failed));
    }

    /// <summary>The generation that the device said last it has applied; 0 before it said any.</summary>
    public long AppliedGeneration
    {
        get => Interlocked.Read(ref _appliedGeneration);
        set => Interlocked.Exchange(ref _appliedGeneration, value);
    }

    /// <summary>Completes when the lanes were closed and emptied.</summary>
    public Task Completion { get; }

    /// <summary>Adds work on reports, events and the link; false when the lane is full.</summary>
    public bool TryAddState(Func<Task> work) => _state.Writer.TryWrite(work);

    /// <summary>Adds work on a request; false when the lane is full.</summary>
    public bool TryAdd(RpcLane lane, Func<Task> work) => (lane == RpcLane.Blobs ? _blobs : _requests).Writer.TryWrite(work);

    /// <summary>Takes no more work; what waits is still done.</summary>
    public void Close()
    {
        _state.Writer.TryComplete();
        _requests.Writer.TryComplete();
        _blobs.Writer.TryComplete();
    }

    private static Channel<Func<Task>> Open(int capacity) => Channel.CreateBounded<Func<Task>>(new BoundedChannelOptions(capacity) { SingleReader = true });

    private static async Task DrainAsync(Channel<Func<Task>> lane, Action<Exception> failed)
    {
        await foreach (var work in lane.Reader.ReadAllAsync())
        {
            try
            {
                await work();
            }
            catch (Exception e)
            {
                failed(e);
            }
        }
    }
}
