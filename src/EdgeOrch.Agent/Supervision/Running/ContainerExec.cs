using EdgeOrch.Agent.Supervision.Kernel;
using EdgeOrch.Agent.Supervision.Logs;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Supervision.Replacement;
using EdgeOrch.Containers;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Agent.Supervision.Running;

/// <summary>A command in a container, and the beginning of its output.</summary>
internal sealed class ContainerExec
{
    /// <summary>The most output that is kept, in bytes; the rest is read and dropped.</summary>
    public const int MaxOutputBytes = 64 * 1024;

    // ENOENT and ENOTDIR.
    private const int NoEntry = 2;
    private const int NotFolder = 20;

    private readonly SupervisorContext _context;
    private readonly ExecProcess? _process;
    private readonly ExitStatus? _known;
    private readonly PumpSource? _source;
    private readonly CapturedOutput _output;
    private readonly long? _due;

    private ContainerExec(ExecProcess? process, ExitStatus? known, PumpSource? source, CapturedOutput output, TimeSpan? timeout, SupervisorContext context)
    {
        (_process, _known, _source, _output, _due, _context) = (process, known, source, output, timeout is { } time ? context.In(time) : null, context);
    }

    /// <summary>Starts it; <see cref="EndAsync"/> must follow.</summary>
    /// <exception cref="SupervisorException">The container does not run, or the command cannot.</exception>
    public static async Task<ContainerExec> BeginAsync(Container container, ProcessSpec process, SeccompSpec? seccomp, TimeSpan timeout, SupervisorContext context)
    {
        var output = new CapturedOutput(MaxOutputBytes);
        var (read, write) = Posix.Pipe();
        var source = context.Pump.Add(read, output);
        try
        {
            return new ContainerExec(Begin(container, process, seccomp, write), null, source, output, timeout, context);
        }
        catch
        {
            await context.Pump.DrainAsync(source);
            throw;
        }
    }

    /// <summary>Starts one whose streams are the client's own; <see cref="EndAsync"/> must follow.</summary>
    /// <exception cref="SupervisorException">The container does not run, the command cannot, or the client sent no descriptors.</exception>
    public static async Task<ContainerExec> AttendAsync(
        Container container, ProcessSpec process, SeccompSpec? seccomp, Func<CancellationToken, Task<int>> receive, SupervisorContext context)
    {
        var streams = await ClientStreams.ReceiveAsync(process.Terminal ? 1 : AttendedCommand.Streams, receive, context.Time);
        try
        {
            var stdio = process.Terminal ? Stdio.Terminal(streams[0]) : new Stdio(streams[0], streams[1], streams[2]);
            return new ContainerExec(Start(container, process, seccomp, stdio), null, null, new CapturedOutput(0), null, context);
        }
        finally
        {
            foreach (var fd in streams) Posix.Close(fd);
        }
    }

    /// <summary>Goes on with one that an earlier program of this process began; <see cref="EndAsync"/> must follow.</summary>
    public static ContainerExec Resume(string id, string cgroupPath, HandedExec left, SupervisorContext context)
    {
        var output = CapturedOutput.From(MaxOutputBytes, left.Kept, left.Truncated);
        var source = left.Output < 0 ? null : context.Pump.Add(left.Output, output);
        var process = left.Ended is null ? ContainerRuntime.AdoptExec(id, left.Pid, left.StartTicks, cgroupPath) : null;
        var known = left.Ended is { } ended ? new ExitStatus(ended.Code, ended.Signal, ended.OomKilled) : process is null ? ExitStatus.Unknown : null;
        return new ContainerExec(process, known, source, output, left.TimeLeft, context);
    }

    /// <summary>Its process; only of one that was begun here.</summary>
    public RunningProcess Process => new(_process!.Pid, _process.StartTime);

    /// <summary>Waits for its end or its timeout.</summary>
    /// <exception cref="HandedOverException">The program that this process becomes goes on with it.</exception>
    public async Task<ExecOutcome> EndAsync()
    {
        var code = _known?.ShellCode;
        if (_process is not null) code = await CodeAsync(_process);

        // Children that it left behind may hold the pipe open: what is there now is all that counts.
        if (_source is not null) await _context.Pump.DrainAsync(_source);
        return new ExecOutcome(code, _output.Text, _output.Truncated);
    }

    private async Task<int?> CodeAsync(ExecProcess process)
    {
        var ended = process.WaitAsync();
        try
        {
            return (await ended.WaitAsync(Left ?? Timeout.InfiniteTimeSpan, _context.Time, _context.Leaving)).ShellCode;
        }
        catch (TimeoutException)
        {
            process.Kill();
            await ended;
            return null;
        }
        catch (OperationCanceledException)
        {
            throw new HandedOverException(await ReleaseAsync(process));
        }
        finally
        {
            process.Dispose();
        }
    }

    private async Task<HandedExec> ReleaseAsync(ExecProcess process)
    {
        var known = process.Release();
        if (_source is not null) await _context.Pump.ReleaseAsync(_source);
        return new HandedExec
        {
            Pid = process.Pid,
            StartTicks = process.StartTime,
            Ended = known is null ? null : new ContainerExit(known.Code, known.Signal, known.OomKilled, _context.Time.GetUtcNow()),
            Output = _source?.Left ?? -1,
            Kept = _output.Bytes,
            Truncated = _output.Truncated,
            TimeLeft = Left,
        };
    }

    private TimeSpan? Left => _due is { } due ? _context.Until(due) : null;

    private static ExecProcess Begin(Container container, ProcessSpec process, SeccompSpec? seccomp, int write)
    {
        try
        {
            return Start(container, process, seccomp, new Stdio(-1, write, write));
        }
        finally
        {
            Posix.Close(write);
        }
    }

    private static ExecProcess Start(Container container, ProcessSpec process, SeccompSpec? seccomp, Stdio stdio)
    {
        try
        {
            return container.Exec(process, seccomp, stdio);
        }
        catch (Exception failure) when (failure is ContainerException or ObjectDisposedException)
        {
            throw new SupervisorException(container.HasExited ? SupervisorErrorKind.NotRunning : Kind(failure), $"exec in \"{container.Id}\": {failure.Message}", failure);
        }
    }

    private static SupervisorErrorKind Kind(Exception failure) => failure is not ContainerException { Call: "execve" } execve ? SupervisorErrorKind.Failed
        : execve.Errno is NoEntry or NotFolder ? SupervisorErrorKind.NoProgram
        : SupervisorErrorKind.NotExecutable;
}
