using System.Runtime.InteropServices;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Seccomp;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>Installs the filter of system calls.</summary>
internal static unsafe class SeccompSteps
{
    private const int SetModeFilter = 1;

    /// <summary>Flags by their names in config.json; our child has one thread, so that TSYNC changes nothing.</summary>
    private static readonly Dictionary<string, nint> s_flags = new(StringComparer.Ordinal)
    {
        ["SECCOMP_FILTER_FLAG_TSYNC"] = 1,
        ["SECCOMP_FILTER_FLAG_LOG"] = 2,
        ["SECCOMP_FILTER_FLAG_SPEC_ALLOW"] = 4,
    };

    /// <summary>True for a flag that this runtime knows.</summary>
    public static bool IsFlag(string name) => s_flags.ContainsKey(name);

    /// <summary>Appends the step; nothing without a filter. Every later call of the program is subject to it.</summary>
    public static void Append(SyscallProgram program, SeccompSpec? spec)
    {
        if (spec is null) return;
        var filter = FilterCompiler.Compile(spec, RuntimeInformation.ProcessArchitecture);
        var instructions = program.Bytes(filter.Count * sizeof(FilterInstruction));
        for (var i = 0; i < filter.Count; i++) ((FilterInstruction*)instructions)[i] = filter[i];

        // struct sock_fprog { unsigned short len; struct sock_filter *filter; }
        var header = (nint*)program.Bytes(2 * sizeof(nint));
        *(ushort*)header = (ushort)filter.Count;
        header[1] = instructions;
        var flags = spec.Flags.Aggregate((nint)0, (all, name) => all | s_flags[name]);
        program.Add(Syscall.Seccomp, $"filter of {filter.Count} instructions", SetModeFilter, flags, (nint)header);
    }
}
