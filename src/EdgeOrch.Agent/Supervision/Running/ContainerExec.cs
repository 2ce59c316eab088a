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

    private readonly SupervisorContext _context;
    private readonly ExecProcess? _process;
    private readonly ExitStatus? _known;
    private readonly PumpSource? _source;
    private readonly CapturedOutput _output;
    private readonly long _due;

    private ContainerExec(ExecProcess? process, ExitStatus? known, PumpSource? source, CapturedOutput output, TimeSpan timeout, SupervisorContext context)
    {
        (_process, _known, _source, _output, _due, _context) = (process, known, source, output, context.In(timeout), context);
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
            return new ContainerExec(Start(container, process, seccomp, write), null, source, output, timeout, context);
        }
        catch
        {
            await context.Pump.DrainAsync(source);
            throw;
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
            return (await ended.WaitAsync(_context.Until(_due), _context.Time, _context.Leaving)).ShellCode;
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
            TimeLeft = _context.Until(_due),
        };
    }

    private static ExecProcess Start(Container container, ProcessSpec process, SeccompSpec? seccomp, int write)
    {
        try
        {
            return container.Exec(process, seccomp, new Stdio(-1, write, write));
        }
        catch (Exception failure) when (failure is ContainerException or ObjectDisposedException)
        {
            var kind = container.HasExited ? SupervisorErrorKind.NotRunning : SupervisorErrorKind.Failed;
            throw new SupervisorException(kind, $"exec in \"{container.Id}\": {failure.Message}", failure);
        }
        finally
        {
            Posix.Close(write);
        }
    }
}
