using EdgeOrch.Agent.Supervision.Logs;
using EdgeOrch.Agent.Supervision.Protocol;

namespace EdgeOrch.Agent.Supervision.Replacement;

/// <summary>Decides whether this process becomes another program, and says so once.</summary>
/// <param name="image">How this process was started; null where it may not be replaced, as inside a test.</param>
/// <param name="pump">Reads what the other program says when it is tried.</param>
/// <param name="time">For the patience with it.</param>
internal sealed class Replacer(ProgramImage? image, DescriptorPump pump, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _leaving = new();
    private volatile string? _forbidden = image is null ? "this supervisor cannot replace itself" : null;

    /// <summary>Cancelled once it is decided.</summary>
    public CancellationToken Leaving => _leaving.Token;

    /// <summary>From now on every request is refused.</summary>
    public void Forbid(string why) => _forbidden = why;

    /// <summary>Returns when there is nothing to replace. Otherwise the program that this process becomes answers.</summary>
    /// <param name="force">Also when the file is the one that runs.</param>
    /// <exception cref="SupervisorException">It cannot be, and the message says why; nothing has changed.</exception>
    /// <exception cref="OperationCanceledException">It is decided.</exception>
    public async Task ReplaceAsync(bool force)
    {
        await _turn.WaitAsync(Leaving);
        try
        {
            if (_forbidden is { } why) throw new SupervisorException(SupervisorErrorKind.Failed, why);
            if (!force && IsCurrent()) return;
            await ProgramCheck.RunAsync(image!, pump, time);
            if (_forbidden is { } late) throw new SupervisorException(SupervisorErrorKind.Failed, late);
            await _leaving.CancelAsync();
            throw new OperationCanceledException(Leaving);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Becomes the program; the one that runs, started anew, when the kernel refuses it at the last moment. Returns only when it refuses both.</summary>
    /// <returns>Why.</returns>
    public string Become(Handover handover, Action<string> refused)
    {
        refused(HandoverFile.Become(image!, handover));
        return HandoverFile.Become(image!.AsRunning, handover);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turn.Dispose();
        _leaving.Dispose();
    }

    private bool IsCurrent()
    {
        try
        {
            return image!.IsCurrent;
        }
        catch (IOException gone)
        {
            throw new SupervisorException(SupervisorErrorKind.Failed, $"the supervisor's program cannot be looked at: {gone.Message}", gone);
        }
    }
}
