using System.Diagnostics;

namespace EdgeOrch.Testing;

/// <summary>Waits for a condition instead of sleeping; what was awaited and what was last seen is in the failure.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks <paramref name="observe"/> until <paramref name="holds"/> accepts what it saw, and returns that.</summary>
    /// <exception cref="TimeoutException">It did not hold within <paramref name="deadline"/>.</exception>
    public static async Task<T> SeeAsync<T>(string awaited, TimeSpan deadline, Func<Task<T>> observe, Func<T, bool> holds)
    {
        ArgumentNullException.ThrowIfNull(observe);
        ArgumentNullException.ThrowIfNull(holds);
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var seen = await observe();
            if (holds(seen)) return seen;
            if (watch.Elapsed > deadline) throw new TimeoutException($"awaited {awaited} for {deadline.TotalSeconds:0} s; last seen: {seen}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    /// <summary>Waits until <paramref name="holds"/> is true.</summary>
    /// <exception cref="TimeoutException">It was not within <paramref name="deadline"/>.</exception>
    public static Task HoldsAsync(string awaited, TimeSpan deadline, Func<bool> holds)
    {
        ArgumentNullException.ThrowIfNull(holds);
        return SeeAsync(awaited, deadline, () => Task.FromResult(holds()), seen => seen);
    }
}
