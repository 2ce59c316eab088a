using EdgeOrch.Contracts;

namespace EdgeOrch.Agent.Running;

/// <summary>What is wrong with the device as a whole, by type.</summary>
internal sealed class DeviceConditions(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Condition> _broken = new(StringComparer.Ordinal);

    /// <summary>All conditions that do not hold.</summary>
    public IReadOnlyList<Condition> All
    {
        get { lock (_lock) return [.. _broken.Values]; }
    }

    /// <summary>A condition does not hold; its since stays while its reason does.</summary>
    public void Break(string type, string reason, string message)
    {
        lock (_lock)
        {
            var since = _broken.TryGetValue(type, out var before) && before.Reason == reason ? before.Since : time.GetUtcNow();
            _broken[type] = new Condition(type, false, reason, message, since);
        }
    }

    /// <summary>A condition holds again.</summary>
    public void Mend(string type)
    {
        lock (_lock) _broken.Remove(type);
    }
}
