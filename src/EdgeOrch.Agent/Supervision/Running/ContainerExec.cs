using System.Text;
using EdgeOrch.Agent.Supervision.Kernel;
using EdgeOrch.Agent.Supervision.Logs;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Containers;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Agent.Supervision.Running;

/// <summary>Runs a command in a container and keeps the beginning of its output.</summary>
internal static class ContainerExec
{
    /// <summary>The most output that is kept, in bytes; the rest is read and dropped.</summary>
    public const int MaxOutputBytes = 64 * 1024;

    /// <summary>Runs it to its end or its timeout.</summary>
    /// <exception cref="SupervisorException">The container does not run, or the command cannot.</exception>
    public static async Task<ExecOutcome> RunAsync(Container container, ProcessSpec process, SeccompSpec? seccomp, TimeSpan timeout, SupervisorContext context)
    {
        var output = new Output();
        var (read, write) = Posix.Pipe();
        var source = context.Pump.Add(read, output);
        try
        {
            using var command = Start(container, process, seccomp, write);
            var ended = command.WaitAsync();
            int? code;
            try
            {
                code = (await ended.WaitAsync(timeout, context.Time)).ShellCode;
            }
            catch (TimeoutException)
            {
                command.Kill();
                await ended;
                code = null;
            }

            // Children that it left behind may hold the pipe open: what is there now is all that counts.
            await context.Pump.DrainAsync(source);
            return new ExecOutcome(code, output.Text, output.Truncated);
        }
        finally
        {
            await context.Pump.DrainAsync(source);
        }
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

    private sealed class Output : IByteSink
    {
        private byte[] _bytes = [];
        private int _length;

        public bool Truncated { get; private set; }

        public string Text => Encoding.UTF8.GetString(_bytes, 0, _length);

        public void Take(ReadOnlySpan<byte> bytes)
        {
            var fits = Math.Min(bytes.Length, MaxOutputBytes - _length);
            Truncated |= fits < bytes.Length;
            if (_bytes.Length < _length + fits) Array.Resize(ref _bytes, Math.Min(MaxOutputBytes, Math.Max(512, 2 * (_length + fits))));
            bytes[..fits].CopyTo(_bytes.AsSpan(_length));
            _length += fits;
        }

        public void End()
        {
        }
    }
}
