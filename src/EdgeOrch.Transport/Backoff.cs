using System.Security.Cryptography;

namespace EdgeOrch.Transport;

/// <summary>Waits before reconnects: doubling up to a cap, each drawn from the upper half so that a fleet spreads out.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private const int JitterSteps = 1000;
    private int _failures;

    /// <summary>The wait after one more failure: between half of its cap and the cap.</summary>
    public TimeSpan Next()
    {
        // 30 doublings are beyond any sensible cap and keep the shift from overflowing.
        var doublings = Math.Min(_failures++, 30);
        var cap = Math.Min(longest.TotalMilliseconds, first.TotalMilliseconds * (1L << doublings));
        var share = 0.5 + 0.5 * RandomNumberGenerator.GetInt32(JitterSteps + 1) / JitterSteps;
        return TimeSpan.FromMilliseconds(cap * share);
    }

    /// <summary>Begins again after a success.</summary>
    public void Reset() => _failures = 0;
}
