using System.Collections.Concurrent;

namespace EdgeOrch.ControlPlane.Tests.Storage.LiteDb;

/// <summary>What the clients of a store know: the last acknowledged value of each key, and batches whose outcome they were not told.</summary>
internal sealed class KnownState
{
    private readonly ConcurrentDictionary<string, (int Value, string Etag)> _acknowledged = new();
    private readonly ConcurrentBag<(string[] Keys, int Value)> _unknown = [];
    private int _last;
    private int _count;

    public int Acknowledged => _count;

    public int Attempt(int client) => (Interlocked.Increment(ref _last) * 10) + client;

    public void Acknowledge(IReadOnlyList<string> keys, int value, IReadOnlyList<string?> etags)
    {
        Interlocked.Increment(ref _count);
        for (var i = 0; i < keys.Count; i++) _acknowledged[keys[i]] = (value, etags[i]!);
    }

    public void Unknown(string[] keys, int value) => _unknown.Add((keys, value));

    /// <summary>Compares with what the store holds; a batch of unknown outcome must be there wholly or not at all.</summary>
    public void Check(IReadOnlyDictionary<string, (int Value, string Etag)> stored, string circumstance)
    {
        foreach (var (keys, value) in _unknown)
        {
            var present = keys.Count(key => stored.TryGetValue(key, out var found) && found.Value == value);
            Assert.True(present == 0 || present == keys.Length, $"{circumstance}: {present} of {keys.Length} writes of batch {value} are there");
            if (present == 0) continue;
            foreach (var key in keys) _acknowledged[key] = stored[key];
        }
        _unknown.Clear();
        foreach (var (key, expected) in _acknowledged)
        {
            Assert.True(stored.TryGetValue(key, out var found), $"{circumstance}: {key} is gone, expected {expected}");
            Assert.True(expected == found, $"{circumstance}: {key} is {found}, expected {expected}");
        }
        Assert.True(stored.Keys.All(_acknowledged.ContainsKey), $"{circumstance}: keys appeared that nobody wrote");
    }
}
