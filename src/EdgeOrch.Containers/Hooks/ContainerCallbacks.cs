using System.Net.Sockets;
using System.Text.Json;
using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Processes;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Hooks;

/// <summary>Whom a container's specification wants to be told of its life: hooks (OCI runtime-spec runtime.md, Lifecycle) and the listener of its filter of system calls.</summary>
public sealed class ContainerCallbacks
{
    private readonly string _id;
    private readonly ContainerSpec _spec;
    private readonly string _bundle;
    private readonly Action<string> _warn;
    private readonly HooksSpec _hooks;

    private ContainerCallbacks(string id, ContainerSpec spec, string bundle, Action<string> warn) =>
        (_id, _spec, _hooks, _bundle, _warn) = (id, spec, spec.Hooks ?? new HooksSpec(), bundle, warn);

    /// <summary>Those of a specification; null when it has none.</summary>
    /// <param name="id">Name of the container.</param>
    /// <param name="spec">Its specification.</param>
    /// <param name="bundle">Absolute path of its bundle, as hooks are told it.</param>
    /// <param name="warn">Gets a line for each hook whose failure changes nothing.</param>
    public static ContainerCallbacks? Of(string id, ContainerSpec spec, string bundle, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Hooks is null && spec.Linux.Seccomp?.ListenerPath is null ? null : new ContainerCallbacks(id, spec, bundle, warn);
    }

    /// <summary>Runs those of create, while the container's process waits before pivot_root.</summary>
    /// <exception cref="ContainerException">One failed; the others have not run.</exception>
    internal void RunCreate(ContainedProcess process)
    {
        var state = State("creating", process.Pid);
        Each("prestart", _hooks.Prestart, hook => HookProcess.Run(hook, state, null));
        Each("createRuntime", _hooks.CreateRuntime, hook => HookProcess.Run(hook, state, null));
        Each("createContainer", _hooks.CreateContainer, hook => HookProcess.Run(hook, state, process));
    }

    /// <summary>Runs those of start, with the privileges of the workload: the programs are the image's.</summary>
    /// <exception cref="ContainerException">One failed; the others have not run.</exception>
    internal void RunStartContainer(ContainedProcess process, Cgroup cgroup) =>
        Each("startContainer", _hooks.StartContainer, hook => HookProcess.RunInside(hook, State("created", process.Pid), _spec, process, cgroup));

    /// <summary>Runs those that follow start.</summary>
    /// <exception cref="ContainerException">One failed; the others have not run.</exception>
    internal void RunPoststart(int pid) => Each("poststart", _hooks.Poststart, hook => HookProcess.Run(hook, State("running", pid), null));

    /// <summary>Runs those that follow delete.</summary>
    internal void RunPoststop()
    {
        for (var i = 0; i < (_hooks.Poststop?.Count ?? 0); i++)
        {
            try
            {
                HookProcess.Run(_hooks.Poststop![i], State("stopped", null), null);
            }
            catch (ContainerException failure)
            {
                _warn($"hooks.poststop[{i}]: {failure.Message}");
            }
        }
    }

    /// <summary>Sends the listener of a process's filter to the socket that the specification names.</summary>
    /// <param name="process">The process.</param>
    /// <param name="fd">The listener's descriptor, in that process.</param>
    /// <param name="status">The container's status.</param>
    /// <exception cref="ContainerException">Nobody listens there.</exception>
    internal void HandListener(ContainedProcess process, int fd, string status)
    {
        var seccomp = _spec.Linux.Seccomp!;
        var listener = (int)Libc.Call(Syscall.PidfdGetfd, "filter's listener", process.PidFd, fd);
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(seccomp.ListenerPath!));
            var message = new ListenerState(_spec.OciVersion, ["seccompFd"], process.Pid, seccomp.ListenerMetadata, State(status, process.Pid));
            Rights.Send(socket, JsonSerializer.SerializeToUtf8Bytes(message, HookJsonContext.Default.ListenerState), listener);
        }
        catch (SocketException failure)
        {
            throw new ContainerException($"linux.seccomp.listenerPath \"{seccomp.ListenerPath}\": {failure.Message}", failure);
        }
        finally
        {
            Libc.Close(listener);
        }
    }

    private HookState State(string status, int? pid) => new(_spec.OciVersion, _id, status, pid, _bundle, _spec.Annotations);

    private static void Each(string kind, IReadOnlyList<HookSpec>? hooks, Action<HookSpec> run)
    {
        for (var i = 0; i < (hooks?.Count ?? 0); i++)
        {
            try
            {
                run(hooks![i]);
            }
            catch (ContainerException failure)
            {
                throw new ContainerException($"hooks.{kind}[{i}]: {failure.Message}", failure);
            }
        }
    }

}
