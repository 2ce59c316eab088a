using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Agent.Supervision;

namespace EdgeOrch.Agent.Commands;

/// <summary><c>edgeorchd shutdown</c>: stops all containers and the supervisor.</summary>
internal static class ShutdownCommand
{
    /// <summary>The command.</summary>
    public static CommandSpec Spec { get; } = new(
        "shutdown", "", "stop all containers, each with its own grace period, and then the supervisor",
        [CommonOptions.Config, CommonOptions.SupervisorSocket],
        ["edgeorchd shutdown"],
        0, 0, Run);

    private static int Run(ParsedArguments arguments)
    {
        new SupervisorClient(CommonOptions.Read(arguments).SupervisorSocket).ShutdownAsync(CancellationToken.None).GetAwaiter().GetResult();
        return 0;
    }
}
