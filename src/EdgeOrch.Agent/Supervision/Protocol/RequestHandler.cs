using EdgeOrch.Agent.Running;
using EdgeOrch.Agent.Supervision.Logs;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Supervision.Replacement;
using EdgeOrch.Agent.Supervision.Running;
using EdgeOrch.Containers;

namespace EdgeOrch.Agent.Supervision.Protocol;

/// <summary>Does what clients ask.</summary>
/// <param name="containers">All containers.</param>
/// <param name="watches">All watches.</param>
/// <param name="replacer">Turns this process into another program.</param>
/// <param name="shutDown">Ends the supervisor.</param>
internal sealed class RequestHandler(ContainerSet containers, RecordWatches watches, Replacer replacer, Action shutDown)
{
    /// <summary>All containers.</summary>
    public ContainerSet Containers => containers;

    /// <summary>All watches.</summary>
    public RecordWatches Watches => watches;

    /// <summary>Ends the supervisor, once the reply has been written.</summary>
    public void ShutDown() => shutDown();

    /// <summary>An answer that says what went wrong.</summary>
    public static SupervisorReply Failure(SupervisorErrorKind kind, string message) => new() { Kind = kind, Error = message };

    /// <summary>Answers a request.</summary>
    /// <exception cref="OperationCanceledException">The program that this process becomes answers it.</exception>
    public Task<SupervisorReply> AnswerAsync(SupervisorRequest request) => TryAsync(() => HandleAsync(request));

    /// <summary>Runs a command on the client's streams.</summary>
    /// <param name="command">The command.</param>
    /// <param name="receive">Takes the next descriptor of the client's.</param>
    /// <param name="started">Tells the client that it runs.</param>
    /// <exception cref="OperationCanceledException">The program that this process becomes tells its end.</exception>
    public Task<SupervisorReply> AttendAsync(AttendedCommand command, Func<CancellationToken, Task<int>> receive, Func<RunningProcess, Task> started) =>
        TryAsync(async () => new SupervisorReply { Exec = await containers.AttendAsync(command, receive, started) });

    /// <summary>Copies a container's output to the client until its process ends.</summary>
    /// <param name="id">The container.</param>
    /// <param name="receive">Takes the next descriptor of the client's.</param>
    /// <param name="started">Tells the client that it begins.</param>
    /// <param name="left">Cancelled when the client has left.</param>
    /// <exception cref="OperationCanceledException">The client has left, or the program that this process becomes goes on.</exception>
    public Task<SupervisorReply> AttachAsync(
        string id, Func<CancellationToken, Task<int>> receive, Func<RunningProcess, Attachment, Task> started, CancellationToken left) =>
        TryAsync(async () => Ended(await containers.AttachAsync(id, receive, started, left)));

    /// <summary>Goes on with what an earlier program of this process began to copy.</summary>
    /// <param name="id">The container.</param>
    /// <param name="connection">How that program left it.</param>
    /// <param name="found">Told of the copy.</param>
    /// <param name="left">Cancelled when the client has left.</param>
    /// <exception cref="OperationCanceledException">The client has left, or the next program goes on.</exception>
    public Task<SupervisorReply> ResumeAttachAsync(string id, HandedConnection connection, Action<Attachment> found, CancellationToken left) => TryAsync(async () =>
        Ended(connection.Exit ?? await containers.ResumeAttachAsync(id, connection.Attached ?? -1, found, left)));

    /// <summary>Answers a request that an earlier program of this process took, and may have begun.</summary>
    /// <exception cref="OperationCanceledException">The next one answers it.</exception>
    public Task<SupervisorReply> ResumeAsync(HandedConnection left) => TryAsync(async () => left.Request switch
    {
        SupervisorRequest.Exec exec when left.Exec is { } begun => new SupervisorReply { Exec = await containers.ResumeExecAsync(exec.Id, begun) },
        SupervisorRequest.Attend attend when left.Exec is { } begun => new SupervisorReply { Exec = await containers.ResumeExecAsync(attend.Command.Id, begun) },
        SupervisorRequest.Restart restart => new SupervisorReply { Record = await containers.ResumeRestartAsync(restart.Id) },
        SupervisorRequest.Replace => new SupervisorReply { Replacement = new ReplacementOutcome(true, FactsReader.Version) },
        { } request => await HandleAsync(request),
        null => Failure(SupervisorErrorKind.Invalid, "there is no request"),
    });

    private static SupervisorReply Ended(ContainerExit? exit) =>
        new() { Exec = new ExecOutcome(new ExitStatus(exit?.Code, exit?.Signal, exit?.OomKilled is true).ShellCode, "", false) };

    private static async Task<SupervisorReply> TryAsync(Func<Task<SupervisorReply>> answer)
    {
        try
        {
            return await answer();
        }
        catch (SupervisorException failure)
        {
            return Failure(failure.Kind, failure.Message);
        }
        catch (Exception failure) when (failure is ContainerException or IOException or UnauthorizedAccessException)
        {
            return Failure(SupervisorErrorKind.Failed, failure.Message);
        }
    }

    private async Task<SupervisorReply> HandleAsync(SupervisorRequest request)
    {
        switch (request)
        {
            case SupervisorRequest.Start start:
                return new SupervisorReply { Record = await containers.StartAsync(start.Launch) };
            case SupervisorRequest.Remove remove:
                await containers.RemoveAsync(remove.Id, remove.KeepFiles);
                return new SupervisorReply();
            case SupervisorRequest.Stop stop:
                return new SupervisorReply { Record = await containers.StopAsync(stop.Id) };
            case SupervisorRequest.Restart restart:
                return new SupervisorReply { Record = await containers.RestartAsync(restart.Id, restart.Reason) };
            case SupervisorRequest.Exec exec:
                return new SupervisorReply { Exec = await containers.ExecAsync(exec.Id, exec.Command, exec.Timeout) };
            case SupervisorRequest.Usage:
                return new SupervisorReply { Usage = containers.ReadUsage() };
            case SupervisorRequest.Shutdown:
                replacer.Forbid("the supervisor is shutting down");
                await containers.ShutDownAsync();
                return new SupervisorReply();
            case SupervisorRequest.Replace replace:
                await replacer.ReplaceAsync(replace.Force);
                return new SupervisorReply { Replacement = new ReplacementOutcome(false, FactsReader.Version) };
            default:
                return Failure(SupervisorErrorKind.Invalid, $"\"{request.GetType().Name}\" is not understood");
        }
    }
}
