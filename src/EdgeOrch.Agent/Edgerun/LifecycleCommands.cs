using System.Text;
using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Containers;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Edgerun;

/// <summary><c>start</c>, <c>state</c>, <c>kill</c>, <c>delete</c>, <c>list</c>: what happens to a container that exists.</summary>
internal static class LifecycleCommands
{
    private const string Terminate = "TERM";

    public static CommandSpec Start { get; } = new(
        "start", "ID", "let a created container run", [], ["edgerun start web"], 1, 1, RunStart);

    public static CommandSpec State { get; } = new(
        "state", "ID", "print a container's state as JSON", [], ["edgerun state web"], 1, 1, RunState);

    public static CommandSpec Kill { get; } = new(
        "kill", "ID [SIGNAL]", "send a signal, TERM by default", [new("--all", null, "kill every process of the container (KILL)", "-a")],
        ["edgerun kill web KILL", "edgerun kill --all web"], 1, 2, RunKill);

    public static CommandSpec Delete { get; } = new(
        "delete", "ID", "remove a stopped container", [new("--force", null, "kill it first; no error when there is none", "-f")],
        ["edgerun delete web", "edgerun delete --force web"], 1, 1, RunDelete);

    public static CommandSpec List { get; } = new(
        "list", "", "list containers", [new("--format", "table|json", "how; table by default", "-f"), new("--quiet", null, "names only", "-q")],
        ["edgerun list --format json"], 0, 0, RunList);

    private static int RunStart(ParsedArguments args)
    {
        var states = EdgerunProgram.States(args);
        var state = states.Read(args.Arguments[0]);
        if (state.Status != ContainerState.IsCreated) throw new ContainerException($"container \"{state.Id}\" is {state.Status}, not created");
        if (state.HasCallbacks) OwnProgram.Protect();
        using var container = states.Find(state, states.Callbacks(state)) ?? throw new ContainerException($"container \"{state.Id}\" is stopped, not created");
        container.Start();
        states.Write(state with { Status = ContainerState.IsRunning });
        return 0;
    }

    private static int RunState(ParsedArguments args)
    {
        Console.Out.WriteLine(Encoding.UTF8.GetString(StateDocument.Write(EdgerunProgram.States(args).Read(args.Arguments[0]))));
        return 0;
    }

    private static int RunKill(ParsedArguments args)
    {
        var states = EdgerunProgram.States(args);
        var name = args.Arguments.Count > 1 ? args.Arguments[1] : Terminate;
        if (!Signals.TryParse(name.ToUpperInvariant(), out var signal)) throw new UsageException($"\"{name}\" is no signal: must be {Signals.Rule}");
        var state = states.Read(args.Arguments[0]);
        using var container = state.Status == ContainerState.IsStopped ? null : states.Find(state);
        if (container is null) throw new ContainerException($"container \"{state.Id}\" is stopped");
        if (args.Has("--all")) container.KillAll();
        else container.Signal(signal);
        return 0;
    }

    private static int RunDelete(ParsedArguments args)
    {
        var (id, states, force) = (args.Arguments[0], EdgerunProgram.States(args), args.Has("--force"));
        if (force && !states.Has(id))
        {
            // Whoever made it was killed before it could write its state.
            if (states.HasSpec(id)) ContainerRuntime.Clean(id, states.ReadSpec(id).Linux.CgroupsPath);
            states.Remove(id);
            return 0;
        }

        var state = states.Read(id);
        if (state.Status != ContainerState.IsStopped && !force) throw new ContainerException($"container \"{id}\" is {state.Status}, not stopped");
        var callbacks = states.Callbacks(state);
        var container = state.Pid == 0 ? null : states.Find(state, callbacks);
        if (container is not null) container.Delete();
        else ContainerRuntime.Clean(id, state.CgroupsPath, callbacks);
        states.Remove(id);
        return 0;
    }

    private static int RunList(ParsedArguments args)
    {
        var all = EdgerunProgram.States(args).ReadAll();
        var format = args.Get("--format") ?? "table";
        if (format is not ("table" or "json")) throw new UsageException($"\"{format}\" is not table or json");
        if (args.Has("--quiet")) foreach (var state in all) Console.Out.WriteLine(state.Id);
        else if (format == "json") Console.Out.WriteLine(Encoding.UTF8.GetString(StateDocument.Write(all)));
        else
        {
            Console.Out.WriteLine($"{"ID",-24} {"PID",-8} {"STATUS",-8} {"CREATED",-20} BUNDLE");
            foreach (var state in all) Console.Out.WriteLine($"{state.Id,-24} {state.Pid,-8} {state.Status,-8} {state.Created:yyyy-MM-ddTHH:mm:ssZ} {state.Bundle}");
        }

        return 0;
    }
}
