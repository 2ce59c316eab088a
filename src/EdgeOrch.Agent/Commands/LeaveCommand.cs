using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Agent.Enrolment;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Supervision;

namespace EdgeOrch.Agent.Commands;

/// <summary><c>edgeorchd leave</c>: un-enrols this device and removes its workloads.</summary>
internal static class LeaveCommand
{
    /// <summary>The command.</summary>
    public static CommandSpec Spec { get; } = new(
        "leave", "", "un-enrol this device, remove its workloads, and forget its key; named volumes and images stay",
        [
            new("--force", null, "leave even if the control plane cannot be told"),
            CommonOptions.Config, CommonOptions.Data, CommonOptions.SupervisorSocket,
        ],
        ["edgeorchd leave", "edgeorchd leave --force"],
        0, 0, Run);

    private static int Run(ParsedArguments arguments)
    {
        var options = CommonOptions.Read(arguments);
        var leaver = new Leaver(new DataFolder(options.Data), new SupervisorClient(options.SupervisorSocket), TimeProvider.System);
        var identity = leaver.LeaveAsync(arguments.Has("--force"), CancellationToken.None).GetAwaiter().GetResult();
        Console.Out.WriteLine($"left {identity.Server}; \"{identity.Device}\" is no device any more");
        return 0;
    }
}
