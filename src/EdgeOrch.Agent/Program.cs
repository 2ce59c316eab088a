using EdgeOrch.Agent;
using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Agent.Commands;
using EdgeOrch.Agent.Edgerun;
using EdgeOrch.Agent.Enrolment;
using EdgeOrch.Agent.Supervision;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Images;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Compact;

// One binary, three programs: the runtime by its name, the supervisor and the agent by their verb.
if (EdgerunProgram.IsAskedFor()) return EdgerunProgram.Run(args);
if (!args.Contains("--help") && !args.Contains("-h"))
{
    if (args is ["supervise", .. var supervise]) return await SuperviseProgram.RunAsync(supervise);
    if (args is ["shutdown", .. var shutdown]) return await ShutdownProgram.RunAsync(shutdown);
}

CommandSpec[] commands =
[
    RunCommand.Create(Logs),
    new("supervise", "", "run the supervisor, the parent of all containers", [], [SuperviseProgram.Usage], 0, 0, _ => 0),
    new("shutdown", "", "stop all containers, each with its own grace period, and then the supervisor; they run again when it starts", [], ["edgeorchd shutdown"], 0, 0, _ => 0),
    WorkloadExecCommand.Spec, WorkloadAttachCommand.Spec, WorkloadCopyCommand.Spec, JoinCommand.Spec, LeaveCommand.Spec, StatusCommand.Spec,
];
return new CommandParser("edgeorchd", "the EdgeOrch edge agent", [], [.. commands.Select(Guarded)])
    .Run(args);

static CommandSpec Guarded(CommandSpec command) => command with
{
    Run = arguments =>
    {
        try
        {
            return command.Run(arguments);
        }
        catch (Exception e) when (e is EnrolmentException or SupervisorException or ImageException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"edgeorchd {command.Name}: {e.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
    },
};

// What is written goes to the service manager's journal, which bounds and keeps it: a file of our own would cost the card each line twice.
static ILoggerFactory Logs(AgentOptions options)
{
    var logger = new LoggerConfiguration().MinimumLevel.Is(Enum.Parse<LogEventLevel>(options.LogLevel, ignoreCase: true));
    logger = options.LogFormat == "json"
        ? logger.WriteTo.Console(new CompactJsonFormatter())
        : logger.WriteTo.Console(outputTemplate: "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {Message:lj}{NewLine}{Exception}", formatProvider: System.Globalization.CultureInfo.InvariantCulture);
    return new SerilogLoggerFactory(logger.CreateLogger(), dispose: true);
}
