using System.Runtime.InteropServices;
using System.Text.Json;
using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Containers;

namespace EdgeOrch.Agent.Edgerun;

/// <summary>The agent's binary under the name <c>edgerun</c>: an OCI runtime with the standard command line.</summary>
internal static class EdgerunProgram
{
    private const string DefaultRoot = "/run/edgerun";
    private const int FailureExitCode = 1;

    private static readonly OptionSpec[] s_globals =
    [
        new("--root", "DIR", $"folder of the containers' state; {DefaultRoot} by default"),
        new("--log", "FILE", "errors are appended there, too"),
        new("--log-format", "text|json", "how; text by default"),
        new("--debug", null, "accepted for callers of other runtimes"),
        new("--systemd-cgroup", null, "not supported: cgroups are made directly"),
    ];

    private static readonly CommandSpec[] s_commands =
    [
        CreateCommand.Create, LifecycleCommands.Start, LifecycleCommands.State, LifecycleCommands.Kill, LifecycleCommands.Delete,
        CreateCommand.Run, ExecCommand.Spec, ProcessCommands.Pause, ProcessCommands.Resume, ProcessCommands.Update, ProcessCommands.Ps, ProcessCommands.Events, LifecycleCommands.List, DescribeCommands.Spec, DescribeCommands.Features,
        UnsupportedCommands.Checkpoint, UnsupportedCommands.Restore,
    ];

    /// <summary>True when this process was started as <c>edgerun</c>.</summary>
    public static bool IsAskedFor() => Path.GetFileName(OwnProgram.Name) == "edgerun";

    /// <summary>Runs one command; 0 is success, 1 a failure, 2 a usage error, else the workload's own code.</summary>
    public static int Run(string[] args)
    {
        var wrapped = s_commands.Select(command => command with { Run = parsed => Guarded(command, parsed) });
        return new CommandParser("edgerun", "runs OCI containers", s_globals, [.. wrapped]).Run(args);
    }

    /// <summary>The containers' state as the options say.</summary>
    public static StateFolder States(ParsedArguments args) => new(Path.GetFullPath(args.Get("--root") ?? DefaultRoot), line => Warn(args, line));

    private static int Guarded(CommandSpec command, ParsedArguments args)
    {
        if (args.Has("--systemd-cgroup")) throw new UsageException("option \"--systemd-cgroup\" is not supported");
        if (args.Get("--log-format") is not (null or "text" or "json")) throw new UsageException($"\"{args.Get("--log-format")}\" is not text or json");
        try
        {
            if (command.Name is "create" or "run" or "exec") OwnProgram.Protect();
            return command.Run(args);
        }
        catch (Exception failure) when (failure is ContainerException or IOException or UnauthorizedAccessException)
        {
            // podman and containerd tell a missing program from a forbidden one by the C library's words.
            var message = failure is ContainerException { Errno: > 0 } call ? $"{call.Message} ({Marshal.GetPInvokeErrorMessage(call.Errno)})" : failure.Message;
            Console.Error.WriteLine($"edgerun: {message}");
            Log(args, "error", message);
            return FailureExitCode;
        }
    }

    /// <summary>Says what went wrong and changes nothing.</summary>
    public static void Warn(ParsedArguments args, string message)
    {
        Console.Error.WriteLine($"edgerun: warning: {message}");
        Log(args, "warning", message);
    }

    private static void Log(ParsedArguments args, string level, string message)
    {
        if (args.Get("--log") is not { } path) return;
        var line = new LogLine(level, message, TimeProvider.System.GetUtcNow());
        var text = args.Get("--log-format") == "json"
            ? JsonSerializer.Serialize(line, LogLineJsonContext.Default.LogLine)
            : $"{line.Time:O} {line.Level}: {line.Msg}";
        try
        {
            File.AppendAllText(path, text + "\n");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"edgerun: log \"{path}\": {failure.Message}");
        }
    }
}
