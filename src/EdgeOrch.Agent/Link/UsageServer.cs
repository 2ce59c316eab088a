using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Transport;

namespace EdgeOrch.Agent.Link;

/// <summary>Serves <c>usage-read</c>: two readings of the supervisor's, a second apart, for what a processor does is told by a difference only.</summary>
internal sealed class UsageServer(ISupervisor supervisor, TimeProvider time)
{
    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);

    /// <summary>Reads what runs.</summary>
    /// <exception cref="RpcException">The supervisor cannot be asked.</exception>
    public async Task<UsageReadResult> ReadAsync(UsageReadRequest request, CancellationToken cancellation)
    {
        try
        {
            var began = time.GetTimestamp();
            var before = (await supervisor.UsageAsync(cancellation)).ToDictionary(u => u.Id);
            await Task.Delay(s_between, time, cancellation);
            var after = await supervisor.UsageAsync(cancellation);
            var passed = time.GetElapsedTime(began);
            return new UsageReadResult(time.GetUtcNow(), [.. after.Select(u => u with { CpuMillicores = Millicores(before.GetValueOrDefault(u.Id), u, passed) })]);
        }
        catch (SupervisorException e)
        {
            throw new RpcException(new RpcError("supervisor-unavailable", e.Message, true));
        }
    }

    // Started anew in between, it has counted from zero: that is what it used since.
    private static long? Millicores(WorkloadUsage? before, WorkloadUsage after, TimeSpan passed)
    {
        var used = after.CpuNanoseconds - (before?.CpuNanoseconds is { } earlier && earlier <= after.CpuNanoseconds ? earlier : 0);
        return used is null || before is null ? null : (long)Math.Round(used.Value / passed.TotalNanoseconds * 1000);
    }
}
