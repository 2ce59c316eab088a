using EdgeOrch.Containers.Seccomp;

namespace EdgeOrch.Containers.Spec;

/// <summary>Which system calls the container's processes may make (OCI runtime-spec config-linux.md, Seccomp).</summary>
public sealed record SeccompSpec
{
    /// <summary>For calls that no rule names, such as <c>SCMP_ACT_ERRNO</c>.</summary>
    public string DefaultAction { get; set; } = "";

    /// <summary>The error number of a default action ERRNO, or the message of TRACE; null means EPERM.</summary>
    public uint? DefaultErrnoRet { get; set; }

    /// <summary>
    /// Architectures such as <c>SCMP_ARCH_X86_64</c>; the machine's own counts as listed. With <c>SCMP_ARCH_X86</c> or <c>SCMP_ARCH_ARM</c> the
    /// rules hold for 32-bit programs too; calls in the manner of any other architecture kill the process, those of x32 fail with ENOSYS.
    /// </summary>
    public IReadOnlyList<string> Architectures { get; set; } = [];

    /// <summary>Some of <c>SECCOMP_FILTER_FLAG_TSYNC</c>, <c>_LOG</c>, <c>_SPEC_ALLOW</c> and <c>_WAIT_KILLABLE_RECV</c>.</summary>
    public IReadOnlyList<string> Flags { get; set; } = [];

    /// <summary>Absolute path of a unix socket that receives the filter's listener, for action NOTIFY; null means there is none.</summary>
    public string? ListenerPath { get; set; }

    /// <summary>Free text for the listener.</summary>
    public string? ListenerMetadata { get; set; }

    /// <summary>True when calls are put to a listener.</summary>
    internal bool Notifies => DefaultAction == SeccompAction.NotifyName || Syscalls.Any(rule => rule.Action == SeccompAction.NotifyName);

    /// <summary>Rules; of those that match a call the first one counts.</summary>
    public IReadOnlyList<SeccompRuleSpec> Syscalls { get; set; } = [];
}

/// <summary>One rule of a <see cref="SeccompSpec"/>.</summary>
public sealed record SeccompRuleSpec
{
    /// <summary>Names of system calls; those that the architecture does not have are passed over.</summary>
    public IReadOnlyList<string> Names { get; set; } = [];

    /// <summary>What happens.</summary>
    public string Action { get; set; } = "";

    /// <summary>The error number of an action ERRNO, or the message of TRACE; null means EPERM.</summary>
    public uint? ErrnoRet { get; set; }

    /// <summary>Conditions, of which all must hold.</summary>
    public IReadOnlyList<SeccompArgSpec> Args { get; set; } = [];
}

/// <summary>One condition of a <see cref="SeccompRuleSpec"/>.</summary>
public sealed record SeccompArgSpec
{
    /// <summary>Which argument, 0 to 5.</summary>
    public uint Index { get; set; }

    /// <summary>What it is compared with; the mask of <c>SCMP_CMP_MASKED_EQ</c>.</summary>
    public ulong Value { get; set; }

    /// <summary>What the masked argument is compared with.</summary>
    public ulong ValueTwo { get; set; }

    /// <summary><c>SCMP_CMP_</c> and one of <c>NE LT LE EQ GE GT MASKED_EQ</c>.</summary>
    public string Op { get; set; } = "";
}
