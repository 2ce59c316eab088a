using System.Globalization;
using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Kernel;

namespace EdgeOrch.Containers.Processes;

/// <summary>A process in a container, held by its pidfd, so that a reused pid is never mistaken for it.</summary>
internal sealed unsafe class ContainedProcess : IDisposable
{
    private const int SigKill = 9;
    private const int ShellCodeOfKill = 128 + SigKill;
    private const int IdPidFd = 3;
    private const int Exited = 4;
    private const int NoHang = 1;
    private const int ClosedByExit = 1;

    private readonly TaskCompletionSource<ExitStatus> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly Cgroup? _cgroup;
    private bool _watched;
    private bool _disposed;
    private bool _released;
    private long _oomKillsBefore;

    /// <param name="pid">Its pid.</param>
    /// <param name="pidFd">Its pidfd, from now on this object's.</param>
    /// <param name="cgroup">Where the kernel counts its OOM kills; null for one of the runtime's own.</param>
    /// <param name="oomKillsBefore">How many kills there had been when the process was known to be alive.</param>
    public ContainedProcess(int pid, int pidFd, Cgroup? cgroup, long oomKillsBefore = 0)
    {
        Pid = pid;
        PidFd = pidFd;
        (_cgroup, _oomKillsBefore) = (cgroup, oomKillsBefore);
        StartTime = ReadStartTime(pid) ?? 0;
    }

    public int Pid { get; }

    public int PidFd { get; }

    /// <summary>Start in clock ticks since boot; with the pid, it identifies a process for as long as the machine is up.</summary>
    public long StartTime { get; }

    public bool HasExited
    {
        get
        {
            if (!_ended.Task.IsCompleted) TryReap();
            return _ended.Task.IsCompleted;
        }
    }

    /// <summary>Field 22 of proc_pid_stat(5), or null when there is no such process.</summary>
    public static long? ReadStartTime(int pid)
    {
        var stat = ControlFile.Read($"/proc/{pid}", "stat");
        var after = stat?[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return after is { Length: > 19 } && long.TryParse(after[19], CultureInfo.InvariantCulture, out var ticks) ? ticks : null;
    }

    /// <summary>Sends a signal; a process that has ended is no error.</summary>
    /// <exception cref="ContainerException">The kernel refused, such as for a number that is no signal.</exception>
    public void Signal(int signal)
    {
        if (HasExited) return;

        // From here on a death by SIGKILL is our doing.
        if (signal == SigKill) _oomKillsBefore = _cgroup?.OomKills ?? 0;
        var result = Libc.Try(Syscall.PidfdSendSignal, PidFd, signal);
        if (result < 0 && -result != Errno.NoProcess) throw new ContainerException("pidfd_send_signal", $"{Pid} ({signal})", (int)-result);
    }

    public Task<ExitStatus> WaitAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed && !_ended.Task.IsCompleted, this);
            if (!_watched && !_ended.Task.IsCompleted)
            {
                _watched = true;
                ExitWatcher.Watch(PidFd, () => TryReap());
            }
        }

        return _ended.Task.WaitAsync(cancellation);
    }

    /// <summary>Waits in this thread; false when the time is over.</summary>
    public bool Wait(TimeSpan timeout)
    {
        if (HasExited) return true;
        Libc.WaitReadable(PidFd, timeout);
        return HasExited;
    }

    /// <summary>Waits in this thread for as long as it takes.</summary>
    public ExitStatus Wait()
    {
        while (!HasExited) Libc.WaitReadable(PidFd, TimeSpan.FromHours(1));
        return _ended.Task.GetAwaiter().GetResult();
    }

    /// <summary>Kills it and waits for its end.</summary>
    public void Kill(TimeSpan timeout)
    {
        Signal(SigKill);
        Wait(timeout);
    }

    /// <summary>
    /// Leaves it to a later program of this process to learn how it ends; from now on nothing here does. Returns how it ended when
    /// that is known already.
    /// </summary>
    public ExitStatus? Release()
    {
        lock (_lock)
        {
            _released = true;
            return _ended.Task.IsCompletedSuccessfully ? _ended.Task.Result : null;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
            if (_watched) ExitWatcher.Forget(PidFd);
            Libc.Close(PidFd);
        }

        _ended.TrySetException(new ObjectDisposedException(nameof(ContainedProcess)));
        _ = _ended.Task.Exception;
    }

    private void TryReap()
    {
        lock (_lock)
        {
            if (_disposed || _released || _ended.Task.IsCompleted) return;
            var info = stackalloc int[32];
            var result = Libc.Try(Syscall.Waitid, IdPidFd, PidFd, (nint)info, Exited | NoHang);
            if (result < 0)
            {
                // Not our child (an adopted process): only that it ended can be known.
                if (-result == Errno.NoChild && Libc.WaitReadable(PidFd, TimeSpan.Zero)) _ended.TrySetResult(ExitStatus.Unknown with { OomKilled = HasOomKills });
                return;
            }

            if (info[0] == 0) return;
            var (code, status) = (info[2], info[6]);
            var exit = code == ClosedByExit ? new ExitStatus(status, null, false) : new ExitStatus(null, status, false);

            // The process may have outlived the kill of another one. A shell tells of its killed program by this code.
            _ended.TrySetResult(exit with { OomKilled = exit.ShellCode == ShellCodeOfKill && HasOomKills });
        }
    }

    private bool HasOomKills => _cgroup?.OomKills > _oomKillsBefore;
}
