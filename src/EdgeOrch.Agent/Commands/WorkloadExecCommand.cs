using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Agent.Supervision;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Containers.Terminals;
using EdgeOrch.Contracts;

namespace EdgeOrch.Agent.Commands;

/// <summary><c>edgeorchd exec</c>: a command in a workload's container, at the device, with or without a cloud.</summary>
internal static class WorkloadExecCommand
{
    /// <summary>The command.</summary>
    public static CommandSpec Spec { get; } = new(
        "exec", "WORKLOAD [--] PROGRAM [ARGUMENT…]", "run a program in a workload's container and end with its exit code",
        [
            new("--interactive", null, "pass on standard input", "-i"),
            new("--tty", null, "give it a terminal", "-t"),
            new("--user", "USER[:GROUP]", "as whom; the container's user by default", "-u"),
            new("--env", "NAME=VALUE", "environment, may be repeated", "-e"),
            new("--workdir", "DIR", "working folder; the container's by default", "-w"),
            CommonOptions.Config, CommonOptions.SupervisorSocket,
        ],
        ["edgeorchd exec -i -t shop/web sh", "edgeorchd exec shop/web -- cat /etc/os-release"],
        2, int.MaxValue, arguments => RunAsync(arguments).GetAwaiter().GetResult(), RestIsVerbatim: true);

    private static async Task<int> RunAsync(ParsedArguments args)
    {
        if (!WorkloadId.TryParse(args.Arguments[0], out var id)) throw new UsageException($"workload \"{args.Arguments[0]}\": must be DEPLOYMENT/CONTAINER");
        string[] command = [.. args.Arguments.Skip(args.Arguments[1] == "--" ? 2 : 1)];
        if (command.Length == 0) throw new UsageException("exec needs a PROGRAM");
        var terminal = args.Has("--tty");
        using var relay = terminal ? TerminalRelay.Create() : null;
        using var nothing = File.OpenHandle("/dev/null");
        var attended = new AttendedCommand
        {
            Id = id.FileName,
            Command = command,
            Terminal = terminal,
            User = args.Get("--user"),
            Cwd = args.Get("--workdir"),
            Env = [.. terminal && Environment.GetEnvironmentVariable("TERM") is { } kind ? new[] { $"TERM={kind}" } : [], .. args.GetAll("--env")],
        };
        int[] streams = relay is not null ? [relay.Stdio.ConsoleSocket] : [args.Has("--interactive") ? 0 : (int)nothing.DangerousGetHandle(), 1, 2];
        await using var run = await new SupervisorClient(CommonOptions.Read(args).SupervisorSocket).BeginAsync(attended, streams, CancellationToken.None);
        relay?.Run();
        return await run.EndAsync(CancellationToken.None);
    }
}
