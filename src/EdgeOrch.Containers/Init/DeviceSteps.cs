using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>The device nodes and links below <c>/dev</c> (OCI runtime-spec config-linux.md, default devices).</summary>
internal static class DeviceSteps
{
    private const uint OpenToAll = 438; // 0666

    private static readonly (string Link, string Target)[] s_links =
    [
        ("/dev/fd", "/proc/self/fd"), ("/dev/stdin", "/proc/self/fd/0"), ("/dev/stdout", "/proc/self/fd/1"),
        ("/dev/stderr", "/proc/self/fd/2"), ("/dev/ptmx", "pts/ptmx"),
    ];

    /// <summary>Appends the steps; the default nodes only when the container has a /dev of its own.</summary>
    public static void Append(SyscallProgram program, ContainerSpec spec)
    {
        var hasOwnDev = spec.Mounts.Any(m => m is { Destination: "/dev", Type: "tmpfs" });
        if (hasOwnDev)
        {
            foreach (var (link, target) in s_links)
                program.Add(Syscall.Symlinkat, link, program.Text(target), Flags.AtFdCwd, program.Text(link)).Tolerated1 = Errno.Exists;
        }

        foreach (var device in hasOwnDev ? [.. SpecDefaults.Devices, .. spec.Linux.Devices] : spec.Linux.Devices) Make(program, device);
    }

    private static void Make(SyscallProgram program, DeviceSpec device)
    {
        var parent = device.Path[..device.Path.LastIndexOf('/')];
        if (parent is not "" and not "/dev") MountSteps.MakeFolder(program, parent);
        var kind = device.Type switch { "b" => Flags.SIfblk, "p" => Flags.SIfifo, _ => Flags.SIfchr };
        var path = program.Text(device.Path);
        var mode = (nint)((device.FileMode ?? OpenToAll) & ~(uint)Flags.SIfmt);
        program.Add(Syscall.Mknodat, device.Path, Flags.AtFdCwd, path, kind | mode, Number(device.Major, device.Minor)).Tolerated1 = Errno.Exists;
        program.Add(Syscall.Fchmodat, device.Path, Flags.AtFdCwd, path, mode);
        program.Add(Syscall.Fchownat, device.Path, Flags.AtFdCwd, path, (nint)device.Uid, (nint)device.Gid);
    }

    // The layout of dev_t as makedev(3) makes it.
    private static nint Number(long major, long minor) => (nint)((minor & 0xff) | (major & 0xfff) << 8 | (minor & ~0xffL) << 12);
}
