using EdgeOrch.Contracts.Reported;
using Microsoft.Extensions.Logging;

namespace EdgeOrch.Agent.Link;

/// <summary>Sends reported state when it changed and at each connect, a little late, so that a burst of changes is one report.</summary>
/// <param name="cloud">Where to.</param>
/// <param name="snapshot">Makes the report to send; gets its sequence number.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed partial class Reporter(ICloud cloud, Func<long, ReportedState> snapshot, TimeProvider time, ILogger<Reporter> log)
{
    /// <summary>How late.</summary>
    public static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(250);

    /// <summary>How often a report that names a broken condition is made anew: some mend with nobody noticing, such as a full disk.</summary>
    public static readonly TimeSpan Recheck = TimeSpan.FromSeconds(30);

    private readonly Signal _changed = new();
    private bool _broken;
    private long _sequence = time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Something changed, or the link came up.</summary>
    public void Changed() => _changed.Give();

    /// <summary>Sends until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await AwaitReasonAsync(cancellation);
                await Task.Delay(Debounce, time, cancellation);
                await SendAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The end.
        }
    }

    private async Task AwaitReasonAsync(CancellationToken cancellation)
    {
        using var recheck = new CancellationTokenSource(_broken ? Recheck : Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, recheck.Token);
        try
        {
            await _changed.TakeAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Time to look again.
        }
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        try
        {
            var state = snapshot(++_sequence);
            _broken = state.Conditions.Count > 0;
            if (cloud.IsConnected) await cloud.ReportAsync(state, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A link that is down: the next change or connect reports anew.
            NotSent(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Reported state was not sent: {Cause}")]
    private partial void NotSent(string cause);
}
