using EdgeOrch.Agent.Supervision.Logs;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Transport;

namespace EdgeOrch.Agent.Link;

/// <summary>Serves <c>log-read</c> from the files that the supervisor writes.</summary>
/// <param name="supervisorState">The supervisor's state folder.</param>
/// <param name="time">The clock.</param>
internal sealed class LogServer(string supervisorState, TimeProvider time)
{
    private const int MaxWaitSeconds = 30;

    /// <summary>Reads lines.</summary>
    /// <exception cref="RpcException">The request breaks a rule, or there is no such log.</exception>
    public async Task<LogReadResult> ReadAsync(LogReadRequest request, CancellationToken cancellation)
    {
        if (request.Tail is < 0 or > LogReader.MaxTail) throw Bad($"tail {request.Tail}: must be 0 to {LogReader.MaxTail}");
        if (request.WaitSeconds is < 0 or > MaxWaitSeconds) throw Bad($"waitSeconds {request.WaitSeconds}: must be 0 to {MaxWaitSeconds}");
        var folder = LogReader.FolderOf(supervisorState, request.Workload.FileName);
        if (!Directory.Exists(folder)) throw new RpcException(new RpcError("log-missing", $"workload \"{request.Workload}\" has no log on this device", true));
        try
        {
            return await new LogReader(folder, time).FollowAsync(request.Cursor, request.Tail, TimeSpan.FromSeconds(request.WaitSeconds), cancellation);
        }
        catch (FormatException e)
        {
            throw Bad(e.Message);
        }
    }

    private static RpcException Bad(string message) => new(new RpcError("bad-request", message, false));
}
