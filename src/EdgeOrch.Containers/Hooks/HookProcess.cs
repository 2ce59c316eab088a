using System.Text;
using System.Text.Json;
using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Init;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Processes;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Hooks;

/// <summary>One run of a hook: the state on its standard input, its output kept for the error message.</summary>
internal static unsafe class HookProcess
{
    private const int MaxOutputBytes = 1024;
    private static readonly TimeSpan s_killed = TimeSpan.FromSeconds(5);

    /// <summary>Runs a program of the host.</summary>
    /// <param name="hook">Which.</param>
    /// <param name="state">What it reads.</param>
    /// <param name="inside">Whose namespaces it enters; null for the runtime's own.</param>
    /// <exception cref="ContainerException">It could not run, failed, or took too long.</exception>
    public static void Run(HookSpec hook, HookState state, ContainedProcess? inside) => Run(hook, state, stdio =>
    {
        using var gate = StartGate.Create(null);
        using var program = new SyscallProgram();
        AppendProgram(program, hook, stdio, inside, gate);
        return Launch.ToExecve(program, gate, inside is not null, null);
    });

    /// <summary>Runs a program of the container, confined like its workload.</summary>
    /// <exception cref="ContainerException">It could not run, failed, or took too long.</exception>
    public static void RunInside(HookSpec hook, HookState state, ContainerSpec spec, ContainedProcess container, Cgroup cgroup) => Run(hook, state, stdio =>
    {
        using var gate = StartGate.Create(null);
        using var program = new SyscallProgram();
        var process = spec.Process with { File = hook.Path, Args = hook.Args ?? [hook.Path], Env = hook.Env ?? [], Terminal = false };
        ExecProgram.Append(program, process, spec.Linux.Seccomp, cgroup, stdio, container, gate);
        return Launch.ToExecve(program, gate, hasIntermediate: true, cgroup);
    });

    private static void Run(HookSpec hook, HookState state, Func<Stdio, ContainedProcess> start)
    {
        var (input, output) = (MemoryFile(), MemoryFile());
        try
        {
            Write(input, JsonSerializer.SerializeToUtf8Bytes(state, HookJsonContext.Default.HookState));
            using var process = start(new Stdio(input, output, output));
            var timeout = hook.Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
            if (!process.Wait(timeout))
            {
                process.Kill(s_killed);
                throw new ContainerException($"\"{hook.Path}\" did not end within {hook.Timeout} s{Said(output)}");
            }

            var exit = process.Wait();
            if (exit.ShellCode != 0) throw new ContainerException($"\"{hook.Path}\" ended with {exit.ShellCode}{Said(output)}");
        }
        finally
        {
            Libc.Close(input);
            Libc.Close(output);
        }
    }

    private static void AppendProgram(SyscallProgram program, HookSpec hook, Stdio stdio, ContainedProcess? inside, StartGate gate)
    {
        Preamble.Append(program, [.. stdio.Descriptors, gate.ChildStatus, inside?.PidFd ?? -1]);
        var streams = new StandardStreams(program, stdio);
        var fork = -1;
        if (inside is not null)
        {
            var foreign = NamespaceSteps.Foreign(inside.Pid);
            program.Add(Syscall.Setns, "the container's namespaces", inside.PidFd, (nint)foreign);
            fork = Intermediate.Fork(program, 0);
            if ((foreign & Flags.CloneNewUser) != 0) NamespaceSteps.BecomeRoot(program);
        }

        streams.Place(program, -1);
        ProcessSteps.CloseRest(program, streams);
        program.Add(Syscall.Execve, hook.Path, program.Text(hook.Path), program.Texts(hook.Args ?? [hook.Path]), program.Texts(hook.Env ?? []));
        if (fork >= 0) Intermediate.End(program, fork, gate.ChildStatus);
    }

    private static int MemoryFile()
    {
        fixed (byte* name = Libc.Utf8("hook")) return (int)Libc.Call(Syscall.MemfdCreate, "hook", (nint)name, 1);
    }

    private static void Write(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
            for (var done = 0; done < bytes.Length;) done += (int)Libc.Call(Syscall.Write, "state", fd, (nint)(first + done), bytes.Length - done);
        Libc.Call(Syscall.Lseek, "state", fd, 0, 0);
    }

    private static string Said(int fd)
    {
        using var file = File.OpenRead($"/proc/self/fd/{fd}");
        var bytes = new byte[MaxOutputBytes];
        var text = Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)).Trim();
        return text.Length == 0 ? "" : $": {text.ReplaceLineEndings(" | ")}";
    }
}
