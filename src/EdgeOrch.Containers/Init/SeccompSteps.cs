using System.Runtime.InteropServices;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Seccomp;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>Installs the filter of system calls.</summary>
internal static unsafe class SeccompSteps
{
    /// <summary>Number in the status record that is followed by the descriptor of a filter's listener, while its process waits.</summary>
    public const int Listening = -4;

    private const int SetModeFilter = 1;
    private const nint NewListener = 8;

    /// <summary>Flags by their names in config.json; our child has one thread, so that TSYNC changes nothing.</summary>
    private static readonly Dictionary<string, nint> s_flags = new(StringComparer.Ordinal)
    {
        ["SECCOMP_FILTER_FLAG_TSYNC"] = 1,
        ["SECCOMP_FILTER_FLAG_LOG"] = 2,
        ["SECCOMP_FILTER_FLAG_SPEC_ALLOW"] = 4,
        ["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"] = 32,
    };

    /// <summary>The flags.</summary>
    public static IEnumerable<string> Flags => s_flags.Keys;

    /// <summary>True for a flag that this runtime knows.</summary>
    public static bool IsFlag(string name) => s_flags.ContainsKey(name);

    /// <summary>Appends the step; nothing without a filter. Every later call of the program is subject to it.</summary>
    public static void Append(SyscallProgram program, SeccompSpec? spec, StartGate gate)
    {
        if (spec is null) return;
        var filter = FilterCompiler.Compile(spec, RuntimeInformation.ProcessArchitecture);
        var instructions = program.Bytes(filter.Count * sizeof(FilterInstruction));
        for (var i = 0; i < filter.Count; i++) ((FilterInstruction*)instructions)[i] = filter[i];

        // struct sock_fprog { unsigned short len; struct sock_filter *filter; }
        var header = (nint*)program.Bytes(2 * sizeof(nint));
        *(ushort*)header = (ushort)filter.Count;
        header[1] = instructions;
        program.Begin("filter");
        var flags = spec.Flags.Aggregate((nint)0, (all, name) => all | s_flags[name]);
        var notifies = spec.Notifies;
        ref var install = ref program.Add(Syscall.Seccomp, $"filter of {filter.Count} instructions", SetModeFilter, flags | (notifies ? NewListener : 0), (nint)header);
        if (!notifies) return;

        // The filter holds already: the calls of this exchange must not be among those that ask the listener.
        var (record, listener) = (program.NewRegister(), program.NewRegister());
        install.Result = listener;
        program.Preset(record, Listening);
        program.Add(Syscall.Write, "filter's listener", gate.ChildStatus, program.AddressOf(record), 16);
        program.Add(Syscall.Read, "filter's listener", gate.ChildBarrier, program.Bytes(8), 1).Required = 1;
    }
}
