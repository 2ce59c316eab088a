using EdgeOrch.Agent.Supervision.Kernel;
using EdgeOrch.Agent.Supervision.Logs;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;

namespace EdgeOrch.Agent.Supervision.Running;

/// <content>Clients that follow what the container's process writes.</content>
internal sealed partial class SupervisedContainer
{
    /// <summary>Copies what the process writes from now on to pipes that <paramref name="receive"/> takes from the client, until it ends or the client leaves.</summary>
    /// <returns>How the process ended; null when nobody saw it.</returns>
    public async Task<ContainerExit?> AttachAsync(
        Func<CancellationToken, Task<int>> receive, Func<RunningProcess, Attachment, Task> started, CancellationToken left)
    {
        ThrowIfAbsent();
        if (_run is not { } run) throw NotRunning;
        var pipes = await ClientStreams.ReceiveAsync(2, receive, _context.Time);
        foreach (var pipe in pipes) Posix.SetNonBlocking(pipe);
        var attachment = new Attachment(pipes[0], pipes[1]);
        if (!_log.TryAttach(attachment))
        {
            attachment.End(null);
            throw NotRunning;
        }

        try
        {
            await started(new RunningProcess(run.Container.Pid, run.Container.StartTime), attachment);
            return await FollowAsync(attachment, left);
        }
        finally
        {
            if (!_context.Leaving.IsCancellationRequested) _log.Detach(attachment);
        }
    }

    /// <summary>Goes on with an attachment that the program before had.</summary>
    /// <exception cref="SupervisorException">It was not handed over.</exception>
    public async Task<ContainerExit?> ResumeAttachAsync(int stdout, Action<Attachment> found, CancellationToken left)
    {
        var attachment = _log.FindAttachment(stdout)
            ?? throw new SupervisorException(SupervisorErrorKind.Unavailable, $"attach to \"{Id}\": lost when the supervisor was replaced; attach again");
        found(attachment);
        try
        {
            return await FollowAsync(attachment, left);
        }
        finally
        {
            if (!_context.Leaving.IsCancellationRequested) _log.Detach(attachment);
        }
    }

    private static Task<ContainerExit?> FollowAsync(Attachment attachment, CancellationToken left) => attachment.Ended.WaitAsync(left);

    private SupervisorException NotRunning => new(SupervisorErrorKind.NotRunning, $"container \"{Id}\" does not run");
}
