using System.Threading.Channels;

namespace EdgeOrch.Agent.Supervision.Running;

/// <summary>One client's watch: the ids that changed since it last looked. A slow client costs one entry a container.</summary>
internal sealed class RecordWatch
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _changed = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Notes a change.</summary>
    public void Note(string id)
    {
        lock (_lock) _changed.Add(id);
        _wake.Writer.TryWrite(true);
    }

    /// <summary>The ids that changed since it last looked; they stay.</summary>
    public IReadOnlyList<string> Untold
    {
        get { lock (_lock) return [.. _changed]; }
    }

    /// <summary>Waits for changes and takes them.</summary>
    public async Task<IReadOnlyList<string>> TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await _wake.Reader.ReadAsync(cancellation);
            lock (_lock)
            {
                if (_changed.Count == 0) continue;
                string[] taken = [.. _changed];
                _changed.Clear();
                return taken;
            }
        }
    }
}
