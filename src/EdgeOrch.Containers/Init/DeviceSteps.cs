using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Mounts;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>The device nodes and links below <c>/dev</c> (OCI runtime-spec config-linux.md, default devices).</summary>
internal sealed class DeviceSteps
{
    private const uint OpenToAll = 438; // 0666

    private static readonly (string Link, string Target)[] s_links =
    [
        ("/dev/fd", "/proc/self/fd"), ("/dev/stdin", "/proc/self/fd/0"), ("/dev/stdout", "/proc/self/fd/1"),
        ("/dev/stderr", "/proc/self/fd/2"), ("/dev/ptmx", "pts/ptmx"),
    ];

    private readonly SyscallProgram _program;
    private readonly IReadOnlyList<(DeviceSpec Device, int Tree)> _devices;

    /// <summary>In a user namespace no device node can be made: there the host's are taken, as mounts.</summary>
    /// <exception cref="ContainerException">The host lacks one.</exception>
    public DeviceSteps(SyscallProgram program, ContainerSpec spec)
    {
        _program = program;
        HasOwnDev = !spec.Mounts.Any(m => m.Destination.TrimEnd('/') == "/dev" && MountOptions.Parse(m.Options).IsBind);
        var all = HasOwnDev ? [.. SpecDefaults.Devices, .. spec.Linux.Devices] : spec.Linux.Devices;
        _devices = [.. all.Select(d => (d, spec.Linux.HasUserNamespace && d.Type != "p" ? MountSteps.Take(program, d.Path, false) : -1))];
    }

    /// <summary>True when the container's /dev is its own, not the host's: it gets the default nodes.</summary>
    public bool HasOwnDev { get; }

    /// <summary>Appends the steps inside the new root.</summary>
    public void Place()
    {
        if (HasOwnDev)
        {
            MountSteps.MakeFolder(_program, "/dev");
            foreach (var (link, target) in s_links)
                _program.Add(Syscall.Symlinkat, link, _program.Text(target), Flags.AtFdCwd, _program.Text(link)).Tolerated1 = Errno.Exists;
        }

        foreach (var (device, tree) in _devices)
        {
            if (tree < 0) Make(device);
            else MountSteps.Attach(_program, device.Path, tree, isFolder: false);
        }
    }

    private void Make(DeviceSpec device)
    {
        var parent = device.Path[..device.Path.LastIndexOf('/')];
        if (parent is not "" and not "/dev") MountSteps.MakeFolder(_program, parent);
        var kind = device.Type switch { "b" => Flags.SIfblk, "p" => Flags.SIfifo, _ => Flags.SIfchr };
        var path = _program.Text(device.Path);
        var mode = (nint)((device.FileMode ?? OpenToAll) & ~(uint)Flags.SIfmt);
        _program.Add(Syscall.Mknodat, device.Path, Flags.AtFdCwd, path, kind | mode, Number(device.Major, device.Minor)).Tolerated1 = Errno.Exists;
        _program.Add(Syscall.Fchmodat, device.Path, Flags.AtFdCwd, path, mode);
        _program.Add(Syscall.Fchownat, device.Path, Flags.AtFdCwd, path, (nint)device.Uid, (nint)device.Gid);
    }

    // The layout of dev_t as makedev(3) makes it.
    private static nint Number(long major, long minor) => (nint)((minor & 0xff) | (major & 0xfff) << 8 | (minor & ~0xffL) << 12);
}
