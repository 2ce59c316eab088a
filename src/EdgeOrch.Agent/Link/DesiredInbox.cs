using EdgeOrch.Agent.Running;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Messages;
using Microsoft.Extensions.Logging;

namespace EdgeOrch.Agent.Link;

/// <summary>Takes delivered desired state through the gate, and tells cloud and log what became of it.</summary>
/// <param name="gate">Judges.</param>
/// <param name="outbox">Gets the events.</param>
/// <param name="conditions">Shows a refusal until the next good one.</param>
/// <param name="time">The clock.</param>
/// <param name="log">The log.</param>
internal sealed partial class DesiredInbox(DesiredGate gate, Outbox outbox, DeviceConditions conditions, TimeProvider time, ILogger<DesiredInbox> log)
{
    private const string Condition = "DesiredStateAccepted";
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private readonly Signal _notKept = new();
    private SignedDocument? _pending;
    private string? _lastRefusal;

    /// <summary>Raised with the state that is about to be replaced (null: none) and the one that replaces it.</summary>
    public event Action<DesiredState?, DesiredState>? Accepted;

    /// <summary>Raised when what is reported changed in another way.</summary>
    public event Action? Changed;

    /// <summary>Takes what was accepted before this start.</summary>
    public void Restore()
    {
        if (gate.Restore() is DesiredVerdict.Refused refused) Refuse(refused.Reason, refused.Message);
        if (gate.Current is { } current) Accepted?.Invoke(null, current);
    }

    /// <summary>Takes a delivered document.</summary>
    public void Take(SignedDocument document)
    {
        lock (_lock) Judge(document);
        Changed?.Invoke();
    }

    /// <summary>Tries again what the disk did not take, which nobody would deliver again, until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await _notKept.TakeAsync(cancellation);
                await Task.Delay(s_retry, time, cancellation);
                TakePending();
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The end.
        }
    }

    private void TakePending()
    {
        lock (_lock)
        {
            if (_pending is not { } document) return;
            Judge(document);
        }

        Changed?.Invoke();
    }

    private void Judge(SignedDocument document)
    {
        var before = gate.Current;
        _pending = null;
        try
        {
            switch (gate.Judge(document))
            {
                case DesiredVerdict.Accepted accepted:
                    Mend();
                    WasAccepted(accepted.State.Generation, accepted.State.Workloads.Count);
                    Accepted?.Invoke(before, accepted.State);
                    break;
                case DesiredVerdict.Refused refused:
                    Refuse(refused.Reason, refused.Message);
                    break;
                default:
                    Mend();
                    break;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Refuse("desired-not-kept", $"desired state could not be written to disk: {e.Message}");
            _pending = document;
            _notKept.Give();
        }
    }

    private void Mend()
    {
        _lastRefusal = null;
        conditions.Mend(Condition);
    }

    private void Refuse(string reason, string message)
    {
        conditions.Break(Condition, reason, message);

        // The same retained document comes at every connect; it is worth one event.
        if (_lastRefusal == message) return;
        _lastRefusal = message;
        WasRefused(reason, message);
        try
        {
            outbox.Add("desired-refused", EventSeverity.Warning, null, $"{reason}: {message}");
        }
        catch (IOException e)
        {
            NoEvent(e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Desired state of generation {Generation} accepted: {Workloads} workloads")]
    private partial void WasAccepted(long generation, int workloads);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Desired state refused ({Reason}): {Cause}")]
    private partial void WasRefused(string reason, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "An event could not be kept: {Cause}")]
    private partial void NoEvent(string cause);
}
