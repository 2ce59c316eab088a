using System.Text.Json.Serialization;

namespace EdgeOrch.Containers.Spec;

/// <summary>A process to run in a container.</summary>
public sealed record ProcessSpec
{
    /// <summary>True for a terminal of its own; then <see cref="Stdio.ConsoleSocket"/> says who gets its other end.</summary>
    public bool Terminal { get; set; }

    /// <summary>Size of the terminal; null leaves it to the other end.</summary>
    public ConsoleSizeSpec? ConsoleSize { get; set; }

    /// <summary>Numeric user and groups; root by default.</summary>
    public UserSpec User { get; set; } = new();

    /// <summary>Program and arguments; the program is searched in the PATH of <see cref="Env"/>. At least one.</summary>
    public IReadOnlyList<string> Args { get; set; } = [];

    /// <summary>True leaves it the caller's session keyring (keyrings(7)); no part of the document.</summary>
    [JsonIgnore]
    public bool SharesKeyring { get; set; }

    /// <summary>The program, when its name is not the first argument.</summary>
    internal string? File { get; init; }

    /// <summary>Environment as <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Env { get; set; } = [];

    /// <summary>Absolute working folder inside the container; created if it is missing.</summary>
    public string Cwd { get; set; } = "/";

    /// <summary>Capability sets; null means none. Sets are intersected with the runtime's own.</summary>
    public CapabilitySpec? Capabilities { get; set; }

    /// <summary>Resource limits (getrlimit(2)).</summary>
    public IReadOnlyList<RlimitSpec> Rlimits { get; set; } = [];

    /// <summary>True sets no_new_privs (prctl(2)).</summary>
    public bool NoNewPrivileges { get; set; }

    /// <summary>Adjustment of the out-of-memory score, -1000 to 1000; null keeps the caller's.</summary>
    public int? OomScoreAdj { get; set; }

    /// <summary>AppArmor profile to change to at execve; null or empty keeps the caller's.</summary>
    public string? ApparmorProfile { get; set; }

    /// <summary>SELinux context to change to at execve; null or empty keeps the caller's.</summary>
    public string? SelinuxLabel { get; set; }

    /// <summary>Priority at the disk; null keeps the caller's.</summary>
    [JsonPropertyName("ioPriority")]
    public IoPrioritySpec? IoPriority { get; set; }

    /// <summary>How it shares the processors; null keeps the caller's way.</summary>
    public SchedulerSpec? Scheduler { get; set; }

    /// <summary>Processors of a further process; a container's first one takes none.</summary>
    [JsonPropertyName("execCPUAffinity")]
    public CpuAffinitySpec? ExecCpuAffinity { get; set; }
}
