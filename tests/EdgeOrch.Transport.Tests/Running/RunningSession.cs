using System.Collections.Concurrent;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Testing;

namespace EdgeOrch.Transport.Tests.Running;

/// <summary>A device's session that runs until disposed, and what its observer was told.</summary>
internal sealed class RunningSession : ISessionObserver, IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    public RunningSession(DeviceSessionOptions options, TimeProvider? time = null) => Session = new DeviceSession(options, this, TakeDesiredAsync, time ?? TimeProvider.System);

    public static DeviceId Device { get; } = DeviceId.Parse("pi-1");

    public DeviceSession Session { get; }

    /// <summary>The causes of losses and failed connects, in order.</summary>
    public ConcurrentQueue<string> Losses { get; } = new();

    /// <summary>Messages dropped: topic and cause.</summary>
    public ConcurrentQueue<(string Topic, string Cause)> Drops { get; } = new();

    /// <summary>Desired states that arrived.</summary>
    public ConcurrentQueue<SignedDocument> Desired { get; } = new();

    /// <summary>Called with each desired state before it is noted.</summary>
    public Func<SignedDocument, Task> OnDesired { get; set; } = _ => Task.CompletedTask;

    public int TimesConnected { get; private set; }

    public static DeviceSessionOptions Options(TestBroker broker, int? port = null)
    {
        var certificate = broker.Authority.IssueDevice(Device.ToString());
        return new DeviceSessionOptions
        {
            Device = Device,
            Host = "127.0.0.1",
            Port = port ?? broker.Port,
            Authority = broker.Authority.Certificate,
            Certificate = () => certificate,
            AppliedGeneration = () => 7,
            FirstRetry = TimeSpan.FromMilliseconds(50),
            LongestRetry = TimeSpan.FromMilliseconds(400),
        };
    }

    /// <summary>A session to this broker, connected.</summary>
    public static Task<RunningSession> ConnectAsync(TestBroker broker, Action<DeviceSession>? prepare = null) => ConnectAsync(Options(broker), prepare);

    public static async Task<RunningSession> ConnectAsync(DeviceSessionOptions options, Action<DeviceSession>? prepare = null, TimeProvider? time = null)
    {
        var running = new RunningSession(options, time);
        prepare?.Invoke(running.Session);
        running.Start();
        await running.ConnectedAsync();
        return running;
    }

    public void Start() => _run = Session.RunAsync(_stop.Token);

    public Task ConnectedAsync() => Session.WaitConnectedAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

    /// <summary>Waits for the first loss or failed connect and returns its cause.</summary>
    public async Task<string> LossAsync()
    {
        await Eventually.HoldsAsync("a loss", Patience, () => !Losses.IsEmpty);
        return Losses.First();
    }

    /// <summary>Waits for a drop whose cause has these words.</summary>
    public Task DroppedAsync(string words) => Eventually.SeeAsync(
        $"a drop for \"{words}\"", Patience, () => Task.FromResult(string.Join("; ", Drops)), seen => seen.Contains(words, StringComparison.Ordinal));

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run.WaitAsync(Patience);
    }

    public void StateChanged(SessionState state, string? cause)
    {
        if (state == SessionState.Connected) TimesConnected++;
        else Losses.Enqueue(cause ?? "no cause");
    }

    public void MessageDropped(string topic, string cause) => Drops.Enqueue((topic, cause));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Session.DisposeAsync();
        _stop.Dispose();
    }

    private async ValueTask TakeDesiredAsync(SignedDocument document, CancellationToken cancellation)
    {
        await OnDesired(document);
        Desired.Enqueue(document);
    }
}
