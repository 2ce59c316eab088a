using System.Net;

namespace EdgeOrch.ControlPlane.Enrolment;

/// <summary>Limits enrolments: so many a minute from one address, and from all of them. A fleet behind one NAT address still gets in.</summary>
internal sealed class EnrolmentRate(TimeProvider time)
{
    /// <summary>Requests a minute from one address.</summary>
    public const int PerAddress = 120;

    /// <summary>Requests a minute from everywhere; each costs a signature.</summary>
    public const int Total = 1200;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _counts = [];
    private DateTimeOffset _began;
    private int _total;

    /// <summary>Counts a request; false when it is one too many.</summary>
    public bool TryTake(IPAddress? address)
    {
        var key = address ?? IPAddress.None;
        var now = time.GetUtcNow();
        lock (_lock)
        {
            // Counts start again every minute, so their number is bounded by Total.
            if (now - _began >= Window)
            {
                (_began, _total) = (now, 0);
                _counts.Clear();
            }

            var count = _counts.GetValueOrDefault(key);
            if (count >= PerAddress || _total >= Total) return false;
            _counts[key] = count + 1;
            _total++;
            return true;
        }
    }
}
