using System.Threading.Channels;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Transport;

namespace EdgeOrch.ControlPlane.Tests.Broker;

/// <summary>A device's session that runs until disposed.</summary>
internal sealed class RunningSession : ISessionObserver, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public RunningSession(DeviceSessionOptions options) =>
        Session = new DeviceSession(options, this, (document, cancellation) => Desired.Writer.WriteAsync(document, cancellation), TimeProvider.System);

    public DeviceSession Session { get; }

    public Channel<SignedDocument> Desired { get; } = Channel.CreateUnbounded<SignedDocument>();

    public Channel<string> Losses { get; } = Channel.CreateUnbounded<string>();

    public async Task<DeviceSession> ConnectAsync()
    {
        _run = Session.RunAsync(_stop.Token);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(TimeSpan.FromSeconds(20));
        await Session.WaitConnectedAsync(timeout.Token);
        return Session;
    }

    /// <summary>Runs it and returns the cause of the first failure.</summary>
    public async Task<string> FailAsync()
    {
        _run = Session.RunAsync(_stop.Token);
        return await Losses.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
    }

    public void StateChanged(SessionState state, string? cause)
    {
        if (cause is not null) Losses.Writer.TryWrite(cause);
    }

    public void MessageDropped(string topic, string cause)
    {
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        await Session.DisposeAsync();
        _stop.Dispose();
    }
}
