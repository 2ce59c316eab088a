using EdgeOrch.Agent.Supervision.Kernel;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Supervision.Replacement;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Agent.Supervision.Logs;

/// <summary>
/// A client that gets a copy of a container's output through two pipes of its own. Nobody waits for it: one that has left, or
/// whose pipe is full, gets nothing more.
/// </summary>
/// <param name="stdout">Descriptor that does not block, from now on this object's.</param>
/// <param name="stderr">Likewise.</param>
internal sealed class Attachment(int stdout, int stderr)
{
    private readonly TaskCompletionSource<ContainerExit?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private bool _closed;

    /// <summary>Completes with how the container's process ended, once all its output is in the pipes; null when nobody knows. Fails when the client did not keep up.</summary>
    public Task<ContainerExit?> Ended => _ended.Task;

    /// <summary>The pipes, for the program that this process becomes; null once they are closed.</summary>
    public HandedAttachment? Left
    {
        get
        {
            lock (_lock) return _closed ? null : new HandedAttachment(stdout, stderr);
        }
    }

    /// <summary>Copies output of one stream.</summary>
    public void Copy(LogStream stream, ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_closed || Posix.Write(stream == LogStream.Stdout ? stdout : stderr, bytes, out var errno) == bytes.Length) return;

            // A client that has left learns nothing from us, whatever is said.
            Close();
            _ended.TrySetException(new SupervisorException(SupervisorErrorKind.Failed, errno == 0 || errno == Posix.Again
                ? "attach: the output was not read fast enough and was let go; the log has all of it"
                : "attach: the output is closed"));
        }
    }

    /// <summary>Closes the pipes: there is no more.</summary>
    public void End(ContainerExit? exit)
    {
        lock (_lock) Close();
        _ended.TrySetResult(exit);
    }

    private void Close()
    {
        if (_closed) return;
        _closed = true;
        Posix.Close(stdout);
        Posix.Close(stderr);
    }
}
