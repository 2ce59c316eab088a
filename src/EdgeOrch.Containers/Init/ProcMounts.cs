using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>
/// What may be mounted at /proc and below. The child writes labels and settings there: a file of the image's choice in their
/// place would swallow them (CVE-2019-16884).
/// </summary>
internal static unsafe class ProcMounts
{
    private const string Proc = "/proc";
    private const int ProcMagic = 0x9FA0;
    private const int StatfsWords = 15;

    // What lxcfs shows a container of its own limits; nothing that the child uses.
    private static readonly string[] s_allowed =
    [
        "/proc/cpuinfo", "/proc/diskstats", "/proc/loadavg", "/proc/meminfo", "/proc/net/dev", "/proc/slabinfo", "/proc/stat", "/proc/swaps", "/proc/uptime",
    ];

    /// <exception cref="ContainerException">The mount may not be there.</exception>
    public static void Check(string asked, MountSpec mount, int tree)
    {
        var target = mount.Destination;
        if (target == Proc)
        {
            if (mount.Type != "proc" && !IsProc(tree)) throw new ContainerException($"mounts: \"{asked}\" may only be of type proc");
        }
        else if (target.StartsWith($"{Proc}/", StringComparison.Ordinal) && !s_allowed.Contains(target) && !IsProc(tree))
        {
            throw new ContainerException($"mounts: \"{asked}\" leads to \"{target}\", where nothing may be mounted: one of {string.Join(", ", s_allowed)}");
        }
    }

    private static bool IsProc(int tree)
    {
        if (tree < 0) return false;
        var statfs = stackalloc nint[StatfsWords];
        return Libc.Try(Syscall.Fstatfs, tree, (nint)statfs) == 0 && statfs[0] == ProcMagic;
    }
}
