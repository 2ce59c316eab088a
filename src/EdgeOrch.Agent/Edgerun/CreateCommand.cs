using System.Globalization;
using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Containers;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Agent.Edgerun;

/// <summary><c>create</c> and <c>run</c>: a bundle becomes a container.</summary>
internal static class CreateCommand
{
    private static readonly OptionSpec s_bundle = new("--bundle", "DIR", "folder of config.json; the working folder by default", "-b");
    private static readonly OptionSpec s_console = new("--console-socket", "PATH", "unix socket that receives the process's terminal");
    private static readonly OptionSpec s_pidFile = new("--pid-file", "FILE", "receives the pid of the first process");

    public static CommandSpec Create { get; } = new(
        "create", "ID", "prepare a container; its process waits for start", [s_bundle, s_pidFile, s_console],
        ["edgerun create --bundle /bundles/web --pid-file /run/web.pid web"], 1, 1, RunCreate);

    public static CommandSpec Run { get; } = new(
        "run", "ID", "create, start, wait and delete", [s_bundle, s_pidFile, s_console, new("--detach", null, "return once it runs, and keep it", "-d")],
        ["edgerun run --bundle /bundles/web web", "edgerun run --detach --bundle /bundles/web web"], 1, 1, RunRun);

    private static int RunCreate(ParsedArguments args)
    {
        Make(args).Container.Dispose();
        return 0;
    }

    private static int RunRun(ParsedArguments args)
    {
        var states = EdgerunProgram.States(args);
        var (made, state) = Make(args);
        using var container = made;
        try
        {
            container.Start();

            // Not read back: to look whether a child of ours has ended takes its exit code away.
            states.Write(state with { Status = ContainerState.IsRunning });
        }
        catch
        {
            Remove(states, container);
            throw;
        }

        if (args.Has("--detach")) return 0;
        using var terminate = Forward(System.Runtime.InteropServices.PosixSignal.SIGTERM, container, 15);
        using var interrupt = Forward(System.Runtime.InteropServices.PosixSignal.SIGINT, container, 2);
        var exit = container.Wait();
        Remove(states, container);
        return exit.ShellCode;
    }

    private static System.Runtime.InteropServices.PosixSignalRegistration Forward(
        System.Runtime.InteropServices.PosixSignal signal, Container container, int number) =>
        System.Runtime.InteropServices.PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            container.Signal(number);
        });

    private static void Remove(StateFolder states, Container container)
    {
        container.Delete();
        states.Remove(container.Id);
    }

    private static (Container Container, ContainerState State) Make(ParsedArguments args)
    {
        var (id, states) = (args.Arguments[0], EdgerunProgram.States(args));
        var bundle = Path.GetFullPath(args.Get("--bundle") ?? ".");
        var spec = Bundle.Read(bundle);
        foreach (var warning in SpecValidator.Warnings(spec.Process)) EdgerunProgram.Warn(args, warning);
        var folder = states.Reserve(id);
        Container? container = null;
        try
        {
            using var console = TerminalSocket.Connect(args);
            states.KeepSpec(id, bundle);
            var callbacks = states.Callbacks(id, bundle, spec);
            container = ContainerRuntime.Create(id, spec, null, TerminalSocket.Streams(console), folder, callbacks);
            var state = new ContainerState(
                spec.OciVersion, id, ContainerState.IsCreated, container.Pid, bundle, spec.Annotations, container.StartTime,
                spec.Linux.CgroupsPath, TimeProvider.System.GetUtcNow(), callbacks is not null);
            states.Write(state);
            if (args.Get("--pid-file") is { } file) File.WriteAllText(file, container.Pid.ToString(CultureInfo.InvariantCulture));
            return (container, state);
        }
        catch
        {
            container?.Delete();
            states.Remove(id);
            throw;
        }
    }
}
