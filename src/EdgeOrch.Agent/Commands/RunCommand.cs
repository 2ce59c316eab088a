using System.Runtime.InteropServices;
using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Agent.Enrolment;
using EdgeOrch.Agent.Running;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Supervision;
using Microsoft.Extensions.Logging;

namespace EdgeOrch.Agent.Commands;

/// <summary><c>edgeorchd run</c>: the agent itself.</summary>
internal static class RunCommand
{
    /// <summary>The command.</summary>
    /// <param name="logs">Makes the log of an agent; the caller owns nothing of it.</param>
    public static CommandSpec Create(Func<AgentOptions, ILoggerFactory> logs) => new(
        "run", "", "run the agent: keep to the desired state, report, and need no cloud to go on",
        [CommonOptions.Config, CommonOptions.Data, CommonOptions.SupervisorSocket],
        ["edgeorchd run", "edgeorchd run --data /srv/edgeorch --supervisor-socket /run/edgeorch/supervisor.sock"],
        0, 0, arguments => RunAsync(CommonOptions.Read(arguments), logs).GetAwaiter().GetResult());

    private static async Task<int> RunAsync(AgentOptions options, Func<AgentOptions, ILoggerFactory> logs)
    {
        var data = new DataFolder(options.Data);
        data.Create();
        using var single = AgentLock.TryTake(data) ?? throw new IOException($"data \"{data.Root}\": another agent runs on it (process {AgentLock.Holder(data)})");
        var identity = new IdentityStore(data).Load() ?? throw new EnrolmentException("this device is not enrolled; run \"edgeorchd join\" first");

        using var end = new CancellationTokenSource();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var log = logs(options);
        await using var agent = new DeviceAgent(options, identity, new SupervisorClient(options.SupervisorSocket), log, TimeProvider.System);
        await agent.RunAsync(end.Token);
        return 0;

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            end.Cancel();
        }
    }
}
