using System.Runtime.InteropServices;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Containers;

namespace EdgeOrch.Agent.Commands;

/// <summary>While it lives, signals that would end this program go to a process of a container instead.</summary>
internal sealed class SignalRelay : IDisposable
{
    // SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGTERM.
    private static readonly int[] s_signals = [1, 2, 3, 10, 12, 15];

    private readonly Lock _lock = new();
    private readonly PosixSignalRegistration[] _registrations;
    private ExecProcess? _process;
    private int _early;

    /// <summary>Begins at once, so that no signal is lost between a process's start and the news of it.</summary>
    public SignalRelay() => _registrations = [.. s_signals.Select(number => PosixSignalRegistration.Create((PosixSignal)number, signal => signal.Cancel = Take(number)))];

    /// <summary>Names the process; a signal that came before is its now.</summary>
    /// <param name="id">The container.</param>
    /// <param name="process">Who gets the signals; when it has ended, nobody does.</param>
    public void PassTo(string id, RunningProcess process)
    {
        lock (_lock)
        {
            _process = ContainerRuntime.AdoptExec(id, process.Pid, process.StartTicks);
            if (_early != 0) _process?.Signal(_early);
        }
    }

    /// <summary>Signals act on this program again.</summary>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _process?.Dispose();
    }

    // While there is no process, the second signal ends this program: a person does not want to wait any longer.
    private bool Take(int signal)
    {
        lock (_lock)
        {
            if (_process is null && _early != 0) return false;
            if (_process is null) _early = signal;
            _process?.Signal(signal);
            return true;
        }
    }
}
