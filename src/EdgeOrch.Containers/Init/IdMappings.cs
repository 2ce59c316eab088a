using System.Globalization;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>The ranges of ids of a user namespace (user_namespaces(7)).</summary>
internal static unsafe class IdMappings
{
    /// <summary>Writes them for a process in a new user namespace.</summary>
    /// <exception cref="ContainerException">The kernel refused a range.</exception>
    public static void Write(int pid, IReadOnlyList<IdMappingSpec> uids, IReadOnlyList<IdMappingSpec> gids)
    {
        Cgroups.ControlFile.Write($"/proc/{pid}", "uid_map", Lines(uids));
        Cgroups.ControlFile.Write($"/proc/{pid}", "gid_map", Lines(gids));
    }

    /// <summary>The host's id behind one of the container's; null when there is none.</summary>
    public static uint? HostId(IReadOnlyList<IdMappingSpec> mappings, uint id) => mappings
        .Where(m => id >= m.ContainerId && id - m.ContainerId < m.Size).Select(m => (uint?)(m.HostId + (id - m.ContainerId))).FirstOrDefault();

    /// <summary>A descriptor of a new user namespace with these ranges and nobody in it; the caller closes it.</summary>
    /// <exception cref="ContainerException">The kernel refused.</exception>
    public static int NewNamespace(IReadOnlyList<IdMappingSpec> uids, IReadOnlyList<IdMappingSpec> gids)
    {
        using var gate = StartGate.Create(null);
        using var program = new SyscallProgram();
        Preamble.Append(program, [gate.ChildStatus, gate.ChildBarrier]);
        program.Add(Syscall.Read, "end of its maker", gate.ChildBarrier, program.Bytes(8), 1);
        var (pid, pidFd) = program.Start(Flags.CloneNewUser, gate.ChildStatus);
        using var process = new Processes.ContainedProcess(pid, pidFd, null);
        try
        {
            Write(pid, uids, gids);
            var fd = Libc.TryOpen($"/proc/{pid}/ns/user", Flags.ReadOnly | Flags.CloseOnExec);
            return fd < 0 ? throw new ContainerException("open", $"/proc/{pid}/ns/user", -fd) : fd;
        }
        finally
        {
            process.Kill(TimeSpan.FromSeconds(5));
        }
    }

    private static string Lines(IReadOnlyList<IdMappingSpec> mappings) =>
        string.Concat(mappings.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.ContainerId} {m.HostId} {m.Size}\n")));
}
