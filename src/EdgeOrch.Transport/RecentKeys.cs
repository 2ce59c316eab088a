namespace EdgeOrch.Transport;

/// <summary>Remembers the last keys that were used, so that what comes late or twice is told from what belongs to nothing.</summary>
internal sealed class RecentKeys(int capacity)
{
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public void Add(string key)
    {
        lock (_keys)
        {
            if (!_keys.Add(key)) return;
            _order.Enqueue(key);
            if (_order.Count > capacity) _keys.Remove(_order.Dequeue());
        }
    }

    public bool Contains(string key)
    {
        lock (_keys) return _keys.Contains(key);
    }
}
