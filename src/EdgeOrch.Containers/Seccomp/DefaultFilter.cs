using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Seccomp;

/// <summary>The filter of a workload whose specification asks for no other: what <see cref="SyscallTable"/> calls harmless.</summary>
public static class DefaultFilter
{
    private const string Allow = "SCMP_ACT_ALLOW";
    private const string Error = "SCMP_ACT_ERRNO";

    // CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET: namespaces of a workload's own widen what the kernel lets it reach.
    private const ulong NewNamespaces = 0x7E02_0000;

    // Sockets between virtual machines reach the hypervisor past every network namespace.
    private const ulong VirtualMachineSockets = 40;

    // 32-bit images are common on 64-bit Raspberry Pis. Those of x86 are not, and reach sockets through socketcall, whose arguments no filter sees.
    private static readonly string[] s_architectures = ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM", "SCMP_ARCH_X86_64"];

    // personality(2): Linux, with or without 32-bit addresses, UNAME26, and the question what it is. Not ADDR_NO_RANDOMIZE.
    private static readonly ulong[] s_personalities = [0, 8, 0x2_0000, 0x2_0008, 0xFFFF_FFFF];

    /// <summary>The filter of a workload with these capabilities.</summary>
    /// <param name="capabilities">Names such as <c>CAP_SYS_ADMIN</c>: a call that needs one of them anyway is open to it.</param>
    public static SeccompSpec For(IReadOnlyCollection<string> capabilities)
    {
        ArgumentNullException.ThrowIfNull(capabilities);
        var isAdmin = capabilities.Contains("CAP_SYS_ADMIN");
        var open = SyscallTable.Entries.Where(e => e.Value.Use == SyscallTable.Entry.Any || capabilities.Contains(e.Value.Use)).Select(e => e.Key);
        List<SeccompRuleSpec> rules =
        [
            new() { Names = [.. open, .. isAdmin ? ["clone", "clone3"] : Array.Empty<string>()], Action = Allow },
            new() { Names = ["socket"], Action = Allow, Args = [new() { Index = 0, Op = "SCMP_CMP_NE", Value = VirtualMachineSockets }] },
            .. s_personalities.Select(value => new SeccompRuleSpec { Names = ["personality"], Action = Allow, Args = [new() { Index = 0, Op = "SCMP_CMP_EQ", Value = value }] }),
        ];
        if (!isAdmin)
        {
            rules.Add(new() { Names = ["clone"], Action = Allow, Args = [new() { Index = 0, Op = "SCMP_CMP_MASKED_EQ", Value = NewNamespaces }] });
            // Its flags are in memory, where no filter looks: C libraries take this for an old kernel, and use clone.
            rules.Add(new() { Names = ["clone3"], Action = Error, ErrnoRet = Errno.NoSyscall });
        }

        return new SeccompSpec { DefaultAction = Error, DefaultErrnoRet = Errno.NotPermitted, Architectures = s_architectures, Syscalls = rules };
    }
}
