using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Containers;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Edgerun;

/// <summary><c>pause</c>, <c>resume</c>, <c>ps</c>, <c>events</c>: a container's processes and what they use.</summary>
internal static class ProcessCommands
{
    public static CommandSpec Pause { get; } = new(
        "pause", "ID", "let every process of a container stand still", [], ["edgerun pause web"], 1, 1, RunPause);

    public static CommandSpec Resume { get; } = new(
        "resume", "ID", "let a paused container go on", [], ["edgerun resume web"], 1, 1, RunResume);

    public static CommandSpec Update { get; } = new(
        "update", "ID", "change a container's limits",
        UpdateOptions.All, ["edgerun update --memory 67108864 web", "edgerun update --resources limits.json web"], 1, 1, RunUpdate);

    public static CommandSpec Ps { get; } = new(
        "ps", "ID [OPTION…]", "list a container's processes; options for ps(1) may follow",
        [new("--format", "table|json", "how; table by default, json is a list of pids", "-f")],
        ["edgerun ps web", "edgerun ps --format json web", "edgerun ps web -o pid,args"], 1, int.MaxValue, RunPs, RestIsVerbatim: true);

    public static CommandSpec Events { get; } = new(
        "events", "ID", "print what a container uses, as JSON lines",
        [new("--stats", null, "once"), new("--interval", "DURATION", "how often, such as 5s; the default")],
        ["edgerun events --stats web"], 1, 1, RunEvents);

    private static int RunPause(ParsedArguments args)
    {
        using var container = Live(args, ContainerState.IsRunning);
        container.Pause();
        return 0;
    }

    private static int RunResume(ParsedArguments args)
    {
        using var container = Live(args, ContainerState.IsPaused);
        container.Resume();
        return 0;
    }

    private static int RunUpdate(ParsedArguments args)
    {
        var resources = UpdateOptions.Read(args);
        using var container = Live(args, ContainerState.IsCreated, ContainerState.IsRunning, ContainerState.IsPaused);
        container.Update(resources);
        return 0;
    }

    private static int RunPs(ParsedArguments args)
    {
        var format = args.Get("--format") ?? "table";
        if (format is not ("table" or "json")) throw new UsageException($"\"{format}\" is not table or json");
        using var container = Live(args, ContainerState.IsCreated, ContainerState.IsRunning, ContainerState.IsPaused);
        var pids = container.Pids();
        if (format == "json")
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(pids, UsageJsonContext.Default.IReadOnlyListInt32));
            return 0;
        }

        // As runc has it: ps shows every process of the machine, and ours are picked out by the column PID.
        string[] options = args.Arguments.Count > 1 ? [.. args.Arguments.Skip(1)] : ["-ef"];
        var lines = RunProgram("ps", options);
        var column = Array.IndexOf(Fields(lines[0]), "PID");
        if (column < 0) throw new ContainerException("ps shows no column PID with these options");
        Console.Out.WriteLine(lines[0]);
        foreach (var line in lines.Skip(1).Where(line => IsOneOf(line, column, pids))) Console.Out.WriteLine(line);
        return 0;
    }

    private static int RunEvents(ParsedArguments args)
    {
        var text = args.Get("--interval") ?? "5s";
        if (!Duration.TryParse(text, out var interval) || interval.Value <= TimeSpan.Zero) throw new UsageException($"--interval \"{text}\": must be {Duration.Rule}, and above zero");
        using var container = Live(args, ContainerState.IsCreated, ContainerState.IsRunning, ContainerState.IsPaused);
        while (!container.HasExited)
        {
            var line = new UsageEvent("stats", container.Id, Usage.Of(container.ReadStats(), container.ReadMemoryDetails()));
            Console.Out.WriteLine(JsonSerializer.Serialize(line, UsageJsonContext.Default.UsageEvent));
            if (args.Has("--stats")) return 0;
            container.WaitAsync().Wait(interval.Value);
        }

        return 0;
    }

    private static Container Live(ParsedArguments args, params string[] allowed)
    {
        var states = EdgerunProgram.States(args);
        var state = states.Read(args.Arguments[0]);
        return (allowed.Contains(state.Status) ? states.Find(state) : null)
            ?? throw new ContainerException($"container \"{state.Id}\" is {state.Status}, not {string.Join(" or ", allowed)}");
    }

    private static string[] RunProgram(string program, IReadOnlyList<string> options)
    {
        using var process = Process.Start(new ProcessStartInfo(program, options) { RedirectStandardOutput = true })
            ?? throw new ContainerException($"\"{program}\" cannot be run");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && output.Length > 0
            ? output.TrimEnd('\n').Split('\n')
            : throw new ContainerException($"{program} {string.Join(' ', options)}: exit code {process.ExitCode}");
    }

    private static string[] Fields(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsOneOf(string line, int column, IReadOnlyList<int> pids) =>
        Fields(line) is { } fields && fields.Length > column && int.TryParse(fields[column], CultureInfo.InvariantCulture, out var pid) && pids.Contains(pid);
}
