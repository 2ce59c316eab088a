using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.ControlPlane.Deployments.Reading;

/// <summary>Reads changes to the capability set.</summary>
internal static class CapabilitiesReader
{
    /// <summary>Names without <c>CAP_</c>, and <c>ALL</c>: capabilities(7), Linux 6.12; the last was added in 5.9.</summary>
    /// <remarks>The runtime has them too, by number, and depends on nothing of ours; a test compares the two.</remarks>
    internal static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "ALL", "AUDIT_CONTROL", "AUDIT_READ", "AUDIT_WRITE", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH",
        "FOWNER", "FSETID", "IPC_LOCK", "IPC_OWNER", "KILL", "LEASE", "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "MKNOD", "NET_ADMIN",
        "NET_BIND_SERVICE", "NET_BROADCAST", "NET_RAW", "PERFMON", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYSLOG", "SYS_ADMIN", "SYS_BOOT",
        "SYS_CHROOT", "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "WAKE_ALARM",
    };

    public static CapabilitiesManifest Read(Fields container, string name)
    {
        if (container.Take(name) is not { } node || Fields.Open(node, container.PathOf(name), container.Problems) is not { } fields) return new();
        var capabilities = new CapabilitiesManifest { Add = fields.List("add", 64, ReadName), Drop = fields.List("drop", 64, ReadName) };
        fields.Close();
        return capabilities;
    }

    private static string? ReadName(ManifestNode node, string path, ProblemList problems)
    {
        if (FieldValues.AsText(node, path, problems) is not { } text) return null;
        var bare = text.StartsWith("CAP_", StringComparison.Ordinal) ? text[4..] : text;
        if (!Known.Contains(bare)) problems.Add("bad-capability", path, $"{Shown.Quote(text)} is no capability{NearestCapability(bare)}", node.Line);
        return text;
    }

    private static string NearestCapability(string bare)
    {
        var hint = Spelling.Hint(bare, Known);
        return hint.StartsWith("; did", StringComparison.Ordinal) ? hint : ": must be a name of capabilities(7) such as NET_BIND_SERVICE, or ALL";
    }
}
