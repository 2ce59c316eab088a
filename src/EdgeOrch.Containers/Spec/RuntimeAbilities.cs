using EdgeOrch.Containers.Init;
using EdgeOrch.Containers.Seccomp;

namespace EdgeOrch.Containers.Spec;

/// <summary>The words of a specification that this runtime acts on (OCI runtime-spec features.md), from the tables that it reads them with.</summary>
public static class RuntimeAbilities
{
    /// <summary>Kinds of namespace.</summary>
    public static IReadOnlyList<string> Namespaces { get; } = [.. NamespaceSteps.Kinds];

    /// <summary>Kinds of hook, in their order.</summary>
    public static IReadOnlyList<string> Hooks { get; } = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];

    /// <summary>Options of mounts that are not the file system's own.</summary>
    public static IReadOnlyList<string> MountOptions { get; } = [.. Mounts.MountOptions.Names];

    /// <summary>What may follow from a filter.</summary>
    public static IReadOnlyList<string> SeccompActions { get; } = SeccompAction.AllNames;

    /// <summary>How arguments may be compared.</summary>
    public static IReadOnlyList<string> SeccompOperators { get; } = SeccompProblems.Operators;

    /// <summary>Whose numbers of system calls are known; calls in the manner of another architecture kill the process.</summary>
    public static IReadOnlyList<string> SeccompArchitectures { get; } = ["SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64", "SCMP_ARCH_X86", "SCMP_ARCH_ARM"];

    /// <summary>Flags of a filter.</summary>
    public static IReadOnlyList<string> SeccompFlags { get; } = [.. SeccompSteps.Flags];
}
