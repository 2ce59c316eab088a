using System.Globalization;
using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Containers;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Agent.Edgerun;

/// <summary><c>exec</c>: a further process in a running container.</summary>
internal static class ExecCommand
{
    public static CommandSpec Spec { get; } = new(
        "exec", "ID [PROGRAM [ARGUMENT…]]", "run a process in a running container",
        [
            new("--process", "FILE", "the process as JSON, in place of a program", "-p"),
            new("--detach", null, "return once it runs", "-d"),
            new("--pid-file", "FILE", "receives its pid"),
            new("--console-socket", "PATH", "unix socket that receives the process's terminal"),
            new("--tty", null, "give the program a terminal", "-t"),
            new("--cwd", "DIR", "working folder"),
            new("--env", "NAME=VALUE", "environment, may be repeated", "-e"),
            new("--user", "UID[:GID]", "user in numbers", "-u"),
        ],
        ["edgerun exec web sh -c 'ps'", "edgerun exec --process process.json --detach web"], 1, int.MaxValue, Run, RestIsVerbatim: true);

    private static int Run(ParsedArguments args)
    {
        var states = EdgerunProgram.States(args);
        var state = states.Read(args.Arguments[0]);
        using var container = state.Status == ContainerState.IsRunning ? states.Find(state, states.Callbacks(state)) : null;
        if (container is null) throw new ContainerException($"container \"{state.Id}\" is {state.Status}, not running");
        var spec = states.ReadSpec(state);
        using var console = TerminalSocket.Connect(args);
        using var process = container.Exec(Process(args, spec.Process), spec.Linux.Seccomp, TerminalSocket.Streams(console));
        if (args.Get("--pid-file") is { } file) File.WriteAllText(file, process.Pid.ToString(CultureInfo.InvariantCulture));
        return args.Has("--detach") ? 0 : process.Wait().ShellCode;
    }

    private static ProcessSpec Process(ParsedArguments args, ProcessSpec process)
    {
        if (args.Get("--process") is { } path) return Bundle.ReadProcess(path);
        if (args.Arguments.Count < 2) throw new UsageException("exec needs a PROGRAM or --process FILE");
        return process with
        {
            Args = [.. args.Arguments.Skip(1)],
            Terminal = args.Has("--tty"),
            Env = [.. process.Env, .. args.GetAll("--env")],
            Cwd = args.Get("--cwd") ?? process.Cwd,
            User = args.Get("--user") is { } user ? User(user) : process.User,
        };
    }

    private static UserSpec User(string text)
    {
        var parts = text.Split(':');
        var gid = 0u;
        return uint.TryParse(parts[0], CultureInfo.InvariantCulture, out var uid)
            && (parts.Length == 1 || parts.Length == 2 && uint.TryParse(parts[1], CultureInfo.InvariantCulture, out gid))
            ? new UserSpec { Uid = uid, Gid = gid }
            : throw new UsageException($"user \"{text}\" is not UID[:GID]");
    }
}
