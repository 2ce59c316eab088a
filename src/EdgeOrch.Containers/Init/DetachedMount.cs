using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Mounts;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>Makes a file system that is mounted nowhere yet (fsopen(2)), in this process: what its options name is the host's.</summary>
internal static unsafe class DetachedMount
{
    private const int CloseOnExec = 1;
    private const int SetFlag = 0;
    private const int SetText = 1;
    private const int Create = 6;

    // These name nothing of the host, and belong to the namespaces of whoever mounts them.
    private static readonly string[] s_own = ["proc", "sysfs", "tmpfs", "ramfs", "devpts", "mqueue", "cgroup", "cgroup2", "none"];

    /// <summary>True for a type whose source or options are paths of the host, such as <c>overlay</c> or <c>ext4</c>.</summary>
    public static bool IsNeeded(MountSpec mount, MountOptions options) => !options.IsBind && !options.IsRemount && !s_own.Contains(mount.Type);

    /// <summary>A descriptor of the new mount, without its attributes; the caller closes it.</summary>
    /// <exception cref="ContainerException">The kernel has no such type, or refused an option.</exception>
    public static int Make(string type, MountSpec mount, MountOptions options)
    {
        var target = mount.Destination;
        fixed (byte* name = Libc.Utf8(type))
        {
            var context = (int)Libc.Call(Syscall.Fsopen, $"{type} for {target}", (nint)name, CloseOnExec);
            try
            {
                if (mount.Source is { Length: > 0 } source) Set(context, target, "source", source);
                if ((options.Set & Flags.MsRdonly) != 0 && IsNeeded(mount, options)) Set(context, target, "ro", null);
                foreach (var option in options.Data.Split(',', StringSplitOptions.RemoveEmptyEntries))
                {
                    var parts = option.Split('=', 2);
                    Set(context, target, parts[0], parts.Length == 2 ? parts[1] : null);
                }

                Libc.Call(Syscall.Fsconfig, $"{type} for {target}", context, Create);
                return (int)Libc.Call(Syscall.Fsmount, target, context, CloseOnExec);
            }
            finally
            {
                Libc.Close(context);
            }
        }
    }

    private static void Set(int context, string target, string key, string? value)
    {
        fixed (byte* name = Libc.Utf8(key))
        fixed (byte* text = Libc.Utf8(value ?? ""))
            Libc.Call(Syscall.Fsconfig, $"{target}: {key}{(value is null ? "" : $"={value}")}", context, value is null ? SetFlag : SetText, (nint)name, value is null ? 0 : (nint)text);
    }
}
