using System.Diagnostics;
using System.Runtime.InteropServices;
using EdgeOrch.Testing;

namespace EdgeOrch.System.Tests.Programs;

/// <summary>A long-running program whose output goes to a file.</summary>
internal sealed partial class Daemon(string program, IReadOnlyList<string> arguments, string logFile) : IAsyncDisposable
{
    private const int SigTerm = 15;
    private Process? _process;
    private Task _copying = Task.CompletedTask;

    public int Pid => _process?.Id ?? throw new InvalidOperationException($"\"{program}\" was not started");

    public bool IsRunning => _process is { HasExited: false };

    public void Start()
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        _copying = Task.WhenAll(Copy(_process.StandardOutput), Copy(_process.StandardError));
    }

    /// <summary>Waits until <paramref name="holds"/> is true.</summary>
    /// <exception cref="TimeoutException">It was not within <paramref name="deadline"/>.</exception>
    /// <exception cref="InvalidOperationException">The program has ended, so that it never will.</exception>
    public Task AwaitAsync(string awaited, TimeSpan deadline, Func<bool> holds) =>
        Eventually.HoldsAsync(awaited, deadline, () => holds() || MustRun());

    /// <summary>False, for the end of a condition that only a running program can make true.</summary>
    /// <exception cref="InvalidOperationException">The program has ended.</exception>
    public bool MustRun() =>
        IsRunning ? false : throw new InvalidOperationException($"\"{program}\" has ended with exit code {_process?.ExitCode}; it said:\n{Log()}");

    /// <summary>The kindest end: SIGTERM. Returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        if (_process is null) return 0;
        if (!_process.HasExited) _ = Kill(_process.Id, SigTerm);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(timeout.Token);
        await _copying;
        return _process.ExitCode;
    }

    /// <summary>The rudest end: SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public string Log()
    {
        lock (this) return File.Exists(logFile) ? File.ReadAllText(logFile) : "";
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    private async Task Copy(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (this) File.AppendAllText(logFile, line + "\n");
        }
    }
}
