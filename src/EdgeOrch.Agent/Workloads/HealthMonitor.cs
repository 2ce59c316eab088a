using System.Globalization;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Agent.Workloads;

/// <summary>Asks one run of one container for its health, again and again.</summary>
/// <param name="manifest">How often, how long, how many failures.</param>
/// <param name="probe">Asks once.</param>
/// <param name="time">The clock.</param>
internal sealed class HealthMonitor(HealthCheckManifest manifest, IHealthProbe probe, TimeProvider time)
{
    // The first answer should not wait for a long interval: a container that is up after two seconds is healthy after two.
    private static readonly TimeSpan s_startingInterval = TimeSpan.FromSeconds(1);

    /// <summary>Asks until cancelled, or until it is unhealthy.</summary>
    /// <param name="changed">Told of each change of the status.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Why it is unhealthy.</returns>
    public async Task<string> RunAsync(Action<HealthStatus> changed, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var status = HealthStatus.Starting;
        var failures = 0;
        while (true)
        {
            var wait = status == HealthStatus.Starting && manifest.Interval.Value > s_startingInterval ? s_startingInterval : manifest.Interval.Value;
            await Task.Delay(wait, time, cancellation);
            var problem = await CheckAsync(cancellation);
            if (problem is null)
            {
                failures = 0;
                if (status != HealthStatus.Healthy) changed(status = HealthStatus.Healthy);
            }
            else if (status == HealthStatus.Starting && time.GetElapsedTime(began) < StartPeriod)
            {
                // Still within the time that it may take to come up.
            }
            else if (++failures >= manifest.Retries)
            {
                changed(HealthStatus.Unhealthy);
                return string.Create(CultureInfo.InvariantCulture, $"{failures} health checks in a row failed; the last: {problem}");
            }
        }
    }

    // Quick first questions must not make failures of a start that an interval would have waited for.
    private TimeSpan StartPeriod => manifest.StartPeriod.Value > manifest.Interval.Value ? manifest.StartPeriod.Value : manifest.Interval.Value;

    private async Task<string?> CheckAsync(CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(manifest.Timeout.Value, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            return await probe.CheckAsync(linked.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "no answer in time";
        }
    }
}
