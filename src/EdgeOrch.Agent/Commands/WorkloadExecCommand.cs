using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Agent.Supervision;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Containers.Terminals;

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
            new("--detach", null, "return once it runs; its output is nobody's", "-d"),
            new("--user", "USER[:GROUP]", "as whom; the container's user by default", "-u"),
            new("--env", "NAME[=VALUE]", "environment, may be repeated; without a value, the caller's", "-e"),
            new("--workdir", "DIR", "working folder; the container's by default", "-w"),
            CommonOptions.Config, CommonOptions.SupervisorSocket,
        ],
        ["edgeorchd exec -i -t shop/web sh", "edgeorchd exec shop/web -- cat /etc/os-release"],
        2, int.MaxValue, arguments => ProgramExit.Of("exec", () => RunAsync(arguments)), RestIsVerbatim: true);

    private static async Task<int> RunAsync(ParsedArguments args)
    {
        var id = CommonOptions.Workload(args.Arguments[0]);
        string[] command = [.. args.Arguments.Skip(args.Arguments[1] == "--" ? 2 : 1)];
        if (command.Length == 0) throw new UsageException("exec needs a PROGRAM");
        var (interactive, terminal, detach) = (args.Has("--interactive"), args.Has("--tty"), args.Has("--detach"));
        if (detach && (interactive || terminal)) throw new UsageException("--detach goes with neither --interactive nor --tty");
        using var relay = terminal ? TerminalRelay.Create() : null;
        using var nothing = File.OpenHandle("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var none = (int)nothing.DangerousGetHandle();
        var attended = new AttendedCommand
        {
            Id = id.FileName,
            Command = command,
            Terminal = terminal,
            Size = terminal ? TerminalRelay.CallerSize : null,
            User = args.Get("--user"),
            Cwd = args.Get("--workdir"),
            Env = [.. terminal ? Variables(["TERM"]) : [], .. Variables(args.GetAll("--env"))],
        };
        int[] streams = relay is not null ? [relay.Stdio.ConsoleSocket] : detach ? [none, none, none] : [interactive ? 0 : none, 1, 2];
        using var signals = detach ? null : new SignalRelay();
        await using var run = await new SupervisorClient(CommonOptions.Read(args).SupervisorSocket).BeginAsync(attended, streams, CancellationToken.None);
        if (detach) return 0;
        signals!.PassTo(id.FileName, run.Process);
        relay?.Run(interactive);
        return await run.EndAsync(CancellationToken.None);
    }

    // A bare name that the caller has no value for is left out, as docker does.
    private static IEnumerable<string> Variables(IEnumerable<string> texts) => texts.SelectMany(text =>
        text.Contains('=', StringComparison.Ordinal) ? [text]
        : Environment.GetEnvironmentVariable(text) is { } value ? [$"{text}={value}"]
        : Array.Empty<string>());
}
