using EdgeOrch.Containers.Capabilities;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>The last steps, inside the container: limits, identity, capabilities, then the workload itself.</summary>
internal static unsafe class ProcessSteps
{
    private const uint CapabilityVersion3 = 0x20080522;
    private const int CapabilityBits = 64;
    private const int CloseRangeCloexec = 4;
    private const int MayExecute = 1;
    private const uint DefaultUmask = 18; // 0022

    /// <summary>Appends the steps; the last one replaces the child by the workload.</summary>
    public static void Append(SyscallProgram program, ProcessSpec process, SeccompSpec? seccomp, StandardStreams streams, StartGate gate, bool hasUserNamespace)
    {
        // 1. What needs privileges that the workload will not have.
        program.Begin("labels, limits");
        if (process.ApparmorProfile is { Length: > 0 } profile) Preamble.WriteFile(program, SecurityLabels.ApparmorFile, $"exec {profile}");
        if (process.SelinuxLabel is { Length: > 0 } label) Preamble.WriteFile(program, SecurityLabels.SelinuxFile, label);
        foreach (var limit in process.Rlimits)
        {
            var pair = (ulong*)program.Bytes(16);
            (pair[0], pair[1]) = (limit.Soft, limit.Hard);
            program.Add(Syscall.Prlimit, limit.Type, 0, ResourceLimit.NumberOf(limit.Type), (nint)pair);
        }

        // Without no_new_privs it takes a privilege, and the calls that follow must be allowed by it.
        if (!process.NoNewPrivileges) SeccompSteps.Append(program, seccomp, gate);
        program.Begin("streams placed");
        streams.Place(program, process.User.Uid == 0 ? -1 : process.User.Uid);

        // Whoever makes a user namespace has every capability inside it.
        var own = hasUserNamespace ? ulong.MaxValue : Capability.Own();
        program.Begin("capabilities given up");
        var wanted = process.Capabilities ?? new CapabilitySpec();
        var bounding = Capability.Mask(wanted.Bounding) & own;
        for (var number = 0; number < CapabilityBits; number++)
        {
            if ((bounding >> number & 1) != 0) continue;
            ref var drop = ref program.Add(Syscall.Prctl, $"PR_CAPBSET_DROP {Capability.NameOf(number)}", Flags.PrCapbsetDrop, number);
            drop.Tolerated1 = Errno.Invalid;
        }

        // 2. Identity: groups before the user, for the user may not change groups any more.
        program.Begin("identity");
        program.Add(Syscall.Prctl, "PR_SET_KEEPCAPS", Flags.PrSetKeepcaps, 1);
        var groups = (uint*)program.Bytes(Math.Max(4, process.User.AdditionalGids.Count * 4));
        for (var i = 0; i < process.User.AdditionalGids.Count; i++) groups[i] = process.User.AdditionalGids[i];
        program.Add(Syscall.Setgroups, string.Join(',', process.User.AdditionalGids), process.User.AdditionalGids.Count, (nint)groups);
        var (uid, gid) = ((nint)process.User.Uid, (nint)process.User.Gid);
        program.Add(Syscall.Setresgid, $"{gid}", gid, gid, gid);
        program.Add(Syscall.Setresuid, $"{uid}", uid, uid, uid);

        // 3. Capabilities; ambient ones must be permitted and inheritable first.
        program.Begin("capabilities kept");
        var header = (uint*)program.Bytes(8);
        header[0] = CapabilityVersion3;
        var sets = (uint*)program.Bytes(24);
        Place(sets, 0, Capability.Mask(wanted.Effective) & Capability.Mask(wanted.Permitted) & own);
        Place(sets, 1, Capability.Mask(wanted.Permitted) & own);
        Place(sets, 2, Capability.Mask(wanted.Inheritable) & own);
        program.Add(Syscall.Capset, "capabilities", (nint)header, (nint)sets);
        program.Add(Syscall.Prctl, "PR_CAP_AMBIENT", Flags.PrCapAmbient, Flags.PrCapAmbientClearAll).Tolerated1 = Errno.Invalid;
        var ambient = Capability.Mask(wanted.Ambient) & Capability.Mask(wanted.Permitted) & Capability.Mask(wanted.Inheritable) & own;
        for (var number = 0; number < CapabilityBits; number++)
        {
            if ((ambient >> number & 1) != 0)
                program.Add(Syscall.Prctl, $"PR_CAP_AMBIENT {Capability.NameOf(number)}", Flags.PrCapAmbient, Flags.PrCapAmbientRaise, number);
        }

        // 4. The workload.
        program.Begin("working folder, umask");
        if (process.NoNewPrivileges) program.Add(Syscall.Prctl, "PR_SET_NO_NEW_PRIVS", Flags.PrSetNoNewPrivs, 1);
        program.Add(Syscall.Chdir, process.Cwd, program.Text(process.Cwd));
        program.Add(Syscall.Umask, "mask", (nint)(process.User.Umask ?? DefaultUmask));
        if (process.NoNewPrivileges) SeccompSteps.Append(program, seccomp, gate);
        program.Begin("workload");
        CloseRest(program, streams);
        AppendExecve(program, process);
    }

    /// <summary>Appends the steps of priority and processors, with the host's privileges.</summary>
    public static void Schedule(SyscallProgram program, ProcessSpec process)
    {
        if (process.IoPriority is { } priority) program.Add(Syscall.IoprioSet, priority.Class, Scheduling.OfProcess, 0, Scheduling.Number(priority));
        if (process.Scheduler is { } scheduler) program.Add(Syscall.SchedSetattr, scheduler.Policy, 0, Scheduling.Attributes(program, scheduler), 0);
        if (process.ExecCpuAffinity is { } affinity && (affinity.Final ?? affinity.Initial) is { Length: > 0 } list)
        {
            var (mask, length) = Scheduling.Mask(program, list);
            program.Add(Syscall.SchedSetaffinity, list, 0, length, mask);
        }
    }

    /// <summary>Appends steps that fail when the program is not there: whoever creates a container learns it then, and not at the start.</summary>
    public static void FindProgram(SyscallProgram program, ProcessSpec process)
    {
        var name = process.Args[0];
        var candidates = Candidates(process);
        for (var i = 0; i < candidates.Count; i++)
        {
            ref var look = ref program.Add(Syscall.Faccessat, name, Flags.AtFdCwd, program.Text(candidates[i].Length == 0 ? "" : Path.Combine(process.Cwd, candidates[i])), MayExecute);
            if (i == candidates.Count - 1) return;
            (look.Tolerated1, look.Tolerated2, look.Tolerated3) = (Errno.NoEntry, Errno.NotDirectory, Errno.Access);
            look.SkipOnSuccess = candidates.Count - 1 - i;
        }
    }

    /// <summary>Appends the step that leaves the workload only its own descriptors.</summary>
    public static void CloseRest(SyscallProgram program, StandardStreams streams) =>
        program.Add(Syscall.CloseRange, "descriptors", Stdio.First + streams.Preserved, Flags.LastDescriptor, CloseRangeCloexec);

    // Where execvp(3) looks.
    private static IReadOnlyList<string> Candidates(ProcessSpec process)
    {
        var name = process.File ?? process.Args[0];
        if (name.Contains('/', StringComparison.Ordinal)) return [name];
        var path = process.Env.LastOrDefault(e => e.StartsWith("PATH=", StringComparison.Ordinal))?[5..] ?? SpecDefaults.Path;

        // Not found anywhere: an empty path fails with ENOENT.
        return [.. path.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => $"{folder}/{name}"), ""];
    }

    private static void AppendExecve(SyscallProgram program, ProcessSpec process)
    {
        var (arguments, environment, name) = (program.Texts(process.Args), program.Texts(process.Env), process.File ?? process.Args[0]);
        var candidates = Candidates(process);
        for (var i = 0; i < candidates.Count; i++)
        {
            ref var attempt = ref program.Add(Syscall.Execve, name, program.Text(candidates[i]), arguments, environment);
            if (i < candidates.Count - 1) (attempt.Tolerated1, attempt.Tolerated2, attempt.Tolerated3) = (Errno.NoEntry, Errno.NotDirectory, Errno.Access);
        }
    }

    private static void Place(uint* sets, int index, ulong mask) => (sets[index], sets[index + 3]) = ((uint)mask, (uint)(mask >> 32));
}
