using System.Globalization;
using System.Runtime.InteropServices;
using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Containers;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Agent.Edgerun;

/// <summary><c>create</c> and <c>run</c>: a bundle becomes a container.</summary>
internal static class CreateCommand
{
    private const string Detach = "--detach";

    private static readonly OptionSpec[] s_options =
    [
        new("--bundle", "DIR", "folder of config.json; the working folder by default", "-b"),
        new("--pid-file", "FILE", "receives the pid of the first process"),
        .. Streams.Options,
        new("--no-new-keyring", null, "leave it the caller's session keyring"),
        new("--no-pivot", null, "not supported: pivot_root is what keeps the host's files out of reach"),
    ];

    public static CommandSpec Create { get; } = new(
        "create", "ID", "prepare a container; its process waits for start", s_options,
        ["edgerun create --bundle /bundles/web --pid-file /run/web.pid web"], 1, 1, RunCreate);

    public static CommandSpec Run { get; } = new(
        "run", "ID", "create, start, wait and delete",
        [
            .. s_options, new(Detach, null, "return once it runs, and keep it", "-d"), new("--keep", null, "keep it when it has ended"),
            new("--no-subreaper", null, "accepted for callers of other runtimes"),
        ],
        ["edgerun run --bundle /bundles/web web", "edgerun run --detach --bundle /bundles/web web"], 1, 1, RunRun);

    private static int RunCreate(ParsedArguments args)
    {
        var bundle = ReadBundle(args);
        using var streams = Streams.Open(args, bundle.Spec.Process.Terminal, isAttended: false);
        Make(args, bundle, streams, startsElsewhere: true).Container.Dispose();
        return 0;
    }

    private static int RunRun(ParsedArguments args)
    {
        var (states, bundle) = (EdgerunProgram.States(args), ReadBundle(args));
        using var streams = Streams.Open(args, bundle.Spec.Process.Terminal, isAttended: !args.Has(Detach));
        var (made, state) = Make(args, bundle, streams, startsElsewhere: false);
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

        if (args.Has(Detach)) return 0;
        using var terminate = Forward(PosixSignal.SIGTERM, container, 15);
        using var interrupt = Forward(PosixSignal.SIGINT, container, 2);
        streams.Relay?.Run();
        var exit = container.Wait();
        if (!args.Has("--keep")) Remove(states, container);
        return exit.ShellCode;
    }

    private static PosixSignalRegistration Forward(PosixSignal signal, Container container, int number) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        container.Signal(number);
    });

    private static void Remove(StateFolder states, Container container)
    {
        container.Delete();
        states.Remove(container.Id);
    }

    private static (string Path, ContainerSpec Spec) ReadBundle(ParsedArguments args)
    {
        if (args.Has("--no-pivot")) throw new UsageException("option \"--no-pivot\" is not supported");
        var path = Path.GetFullPath(args.Get("--bundle") ?? ".");
        var spec = Bundle.Read(path);
        foreach (var warning in SpecValidator.Warnings(spec.Process)) EdgerunProgram.Warn(args, warning);
        return (path, spec with { Process = Streams.Activate(spec.Process) with { SharesKeyring = args.Has("--no-new-keyring") } });
    }

    private static (Container Container, ContainerState State) Make(ParsedArguments args, (string Path, ContainerSpec Spec) bundle, Streams streams, bool startsElsewhere)
    {
        var (id, states, spec) = (args.Arguments[0], EdgerunProgram.States(args), bundle.Spec);
        var folder = states.Reserve(id);
        Container? container = null;
        try
        {
            states.KeepSpec(id, bundle.Path);
            var callbacks = states.Callbacks(id, bundle.Path, spec);
            container = ContainerRuntime.Create(id, spec, null, streams.Stdio, startsElsewhere ? folder : null, callbacks);
            var state = new ContainerState(
                spec.OciVersion, id, ContainerState.IsCreated, container.Pid, bundle.Path, spec.Annotations, container.StartTime,
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
