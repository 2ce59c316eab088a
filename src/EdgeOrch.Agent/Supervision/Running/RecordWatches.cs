using System.Collections.Concurrent;

namespace EdgeOrch.Agent.Supervision.Running;

/// <summary>The watches of all clients.</summary>
internal sealed class RecordWatches
{
    private readonly ConcurrentDictionary<RecordWatch, bool> _watches = new();

    /// <summary>Begins a watch.</summary>
    public RecordWatch Open()
    {
        var watch = new RecordWatch();
        _watches[watch] = true;
        return watch;
    }

    /// <summary>Ends it.</summary>
    public void Close(RecordWatch watch) => _watches.TryRemove(watch, out _);

    /// <summary>Notes a change in each.</summary>
    public void Note(string id)
    {
        foreach (var watch in _watches.Keys) watch.Note(id);
    }
}
