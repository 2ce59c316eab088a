using EdgeOrch.Agent.Supervision.Kernel;

namespace EdgeOrch.Agent.Supervision.Logs;

/// <summary>One pipe of a <see cref="DescriptorPump"/>; read on its thread only.</summary>
internal sealed class PumpSource(int fd, IByteSink sink)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _draining;
    private volatile bool _released;

    /// <summary>The descriptor.</summary>
    public int Fd => fd;

    /// <summary>Set once the pipe is to be read empty and closed.</summary>
    public bool Draining
    {
        get => _draining;
        set => _draining = value;
    }

    /// <summary>Set once it is to be read no more and left open.</summary>
    public bool Released
    {
        get => _released;
        set => _released = value;
    }

    /// <summary>Completes when the sink has had all, or all that it will get.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Reads one buffer's worth; true at the end of the pipe, and when it is empty and to be drained.</summary>
    public bool ReadOnce(byte[] buffer, bool draining)
    {
        var got = Posix.Read(fd, buffer, out var errno);
        if (got > 0) sink.Take(buffer.AsSpan(0, got));
        return got switch
        {
            > 0 => false,
            0 => true,
            _ when errno == Posix.Interrupted => false,
            _ when errno == Posix.Again => draining,
            _ => true,
        };
    }

    /// <summary>The descriptor once it was released; -1 when the pipe had come to its end before.</summary>
    public int Left { get; private set; } = -1;

    /// <summary>Leaves it as it is.</summary>
    public void Leave()
    {
        Left = fd;
        _ended.TrySetResult();
    }

    /// <summary>Tells the sink and closes the descriptor.</summary>
    public void Finish()
    {
        sink.End();
        Posix.Close(fd);
        _ended.TrySetResult();
    }
}
