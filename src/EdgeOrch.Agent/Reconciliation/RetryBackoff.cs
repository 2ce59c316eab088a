namespace EdgeOrch.Agent.Reconciliation;

/// <summary>Waits between tries of a failed step: 1 s, doubled each time, at most 1 min.</summary>
internal static class RetryBackoff
{
    private const int LongestSeconds = 60;

    /// <summary>The wait after so many failures in a row; none, as when the count was just set back, waits like the first.</summary>
    public static TimeSpan After(int failures) => TimeSpan.FromSeconds(Math.Min(LongestSeconds, 1L << Math.Clamp(failures - 1, 0, 10)));
}
