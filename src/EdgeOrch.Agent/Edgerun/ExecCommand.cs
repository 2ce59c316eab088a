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
            .. Streams.Options,
            new("--tty", null, "give the program a terminal", "-t"),
            new("--cwd", "DIR", "working folder"),
            new("--env", "NAME=VALUE", "environment, may be repeated", "-e"),
            new("--user", "UID[:GID]", "user in numbers", "-u"),
            new("--additional-gids", "GID", "further group, may be repeated", "-g"),
            new("--cap", "NAME", "further capability, may be repeated", "-c"),
            new("--no-new-privs", null, "never let it gain privileges"),
            new("--process-label", "LABEL", "SELinux context"),
            new("--apparmor", "PROFILE", "AppArmor profile"),
            new("--ignore-paused", null, "in a paused container, too: it runs once that goes on"),
        ],
        ["edgerun exec web sh -c 'ps'", "edgerun exec --tty web sh", "edgerun exec --process process.json --detach web"], 1, int.MaxValue, Run, RestIsVerbatim: true);

    private static int Run(ParsedArguments args)
    {
        var states = EdgerunProgram.States(args);
        var state = states.Read(args.Arguments[0]);
        var isReady = state.Status is ContainerState.IsRunning or ContainerState.IsCreated || state.Status == ContainerState.IsPaused && args.Has("--ignore-paused");
        using var container = isReady ? states.Find(state, states.Callbacks(state)) : null;
        if (container is null) throw new ContainerException($"container \"{state.Id}\" is {state.Status}, not running");
        var spec = states.ReadSpec(state);
        var process = Streams.Activate(Process(args, spec.Process));
        foreach (var warning in SpecValidator.Warnings(process)) EdgerunProgram.Warn(args, warning);
        using var streams = Streams.Open(args, process.Terminal, isAttended: !args.Has("--detach"));
        using var made = container.Exec(process, spec.Linux.Seccomp, streams.Stdio);
        if (args.Get("--pid-file") is { } file) File.WriteAllText(file, made.Pid.ToString(CultureInfo.InvariantCulture));
        if (args.Has("--detach")) return 0;
        streams.Relay?.Run();
        return made.Wait().ShellCode;
    }

    private static ProcessSpec Process(ParsedArguments args, ProcessSpec process)
    {
        if (args.Get("--process") is { } path) return Bundle.ReadProcess(path);
        if (args.Arguments.Count < 2) throw new UsageException("exec needs a PROGRAM or --process FILE");
        var user = args.Get("--user") is { } text ? User(text) : process.User;
        return process with
        {
            Args = [.. args.Arguments.Skip(1)],
            Terminal = args.Has("--tty"),
            Env = [.. process.Env, .. args.GetAll("--env")],
            Cwd = args.Get("--cwd") ?? process.Cwd,
            User = user with { AdditionalGids = [.. user.AdditionalGids, .. args.GetAll("--additional-gids").Select(Group)] },
            Capabilities = WithMore(process.Capabilities ?? new CapabilitySpec(), args.GetAll("--cap")),
            NoNewPrivileges = process.NoNewPrivileges || args.Has("--no-new-privs"),
            SelinuxLabel = args.Get("--process-label") ?? process.SelinuxLabel,
            ApparmorProfile = args.Get("--apparmor") ?? process.ApparmorProfile,
        };
    }

    private static CapabilitySpec WithMore(CapabilitySpec sets, IReadOnlyList<string> names) => names.Count == 0 ? sets : sets with
    {
        Bounding = [.. sets.Bounding, .. names], Effective = [.. sets.Effective, .. names], Permitted = [.. sets.Permitted, .. names],
    };

    private static uint Group(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var gid) ? gid : throw new UsageException($"group \"{text}\" is not a GID");

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
