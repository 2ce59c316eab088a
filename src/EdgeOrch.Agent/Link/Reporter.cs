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

    private readonly Signal _changed = new();
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
                await _changed.TakeAsync(cancellation);
                await Task.Delay(Debounce, time, cancellation);
                await SendAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The end.
        }
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        try
        {
            var state = snapshot(++_sequence);
            if (cloud.IsConnected) await cloud.ReportAsync(state, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A link that is down, or a full disk: the next change or connect reports anew.
            NotSent(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Reported state was not sent: {Cause}")]
    private partial void NotSent(string cause);
}
