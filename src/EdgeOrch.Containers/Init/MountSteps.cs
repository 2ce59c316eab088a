using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Mounts;
using EdgeOrch.Containers.Rootfs;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>
/// The mounts of a container. Sources of bind mounts are taken by this process, as detached mounts, before the fork: in a user
/// namespace the child might not, and an idmapped mount it never may. Everything is mounted within a chroot of the new root, so
/// that no symbolic link of the image can lead a destination out of the container.
/// </summary>
internal sealed unsafe class MountSteps
{
    private readonly SyscallProgram _program;
    private readonly ContainerSpec _spec;
    private readonly IReadOnlyList<(MountSpec Mount, MountOptions Options, int Tree)> _mounts;

    /// <summary>Takes the sources.</summary>
    /// <exception cref="ContainerException">One is not there, or cannot be mounted that way.</exception>
    public MountSteps(SyscallProgram program, ContainerSpec spec, RootfsSpec? rootfs, Cgroup cgroup)
    {
        (_program, _spec) = (program, spec);
        var hasNamespace = spec.Linux.Namespaces.Any(n => n.Type == "cgroup");
        IReadOnlyList<string> layers = rootfs is null ? [spec.Root.Path] : [rootfs.Upper, .. rootfs.Lowers];
        var taken = new List<(MountSpec, MountOptions, int)>();
        var destinations = new List<string>();
        foreach (var asked in spec.Mounts.SelectMany(m => m.Type is "cgroup" or "cgroup2" ? CgroupHierarchies.Of(m, cgroup, hasNamespace) : [m]))
        {
            var mount = asked with { Destination = MountPath.Resolve(layers, destinations, asked.Destination) };
            destinations.Add(mount.Destination);
            var options = MountOptions.Parse(mount.Options);
            var tree = options.IsBind ? TakeSource(mount, options)
                : options.CopiesUp ? CopyUp.Take(program, spec.Root.Path, mount, options)
                : DetachedMount.IsNeeded(mount, options) ? TakeFileSystem(mount, options) : -1;
            ProcMounts.Check(asked.Destination, mount, tree);
            taken.Add((mount, options, tree));
        }

        _mounts = taken;
    }

    /// <summary>Appends the steps inside the new root.</summary>
    public void Place()
    {
        foreach (var (mount, options, tree) in _mounts)
        {
            if (tree >= 0) Attach(_program, mount.Destination, tree, !options.IsBind || Directory.Exists(mount.Source));
            else Mount(mount, options);
        }
    }

    /// <summary>Makes a folder and those above it.</summary>
    public static void MakeFolder(SyscallProgram program, string path)
    {
        for (var end = path.IndexOf('/', 1); ; end = path.IndexOf('/', end + 1))
        {
            var folder = end < 0 ? path : path[..end];
            ref var make = ref program.Add(Syscall.Mkdirat, folder, Flags.AtFdCwd, program.Text(folder), Convert.ToInt32("755", 8));
            (make.Tolerated1, make.Tolerated2) = (Errno.Exists, Errno.ReadOnly);
            if (end < 0) return;
        }
    }

    /// <summary>Appends the steps that mount a detached tree at a path, which is made if it is missing.</summary>
    public static void Attach(SyscallProgram program, string path, int tree, bool isFolder)
    {
        if (isFolder) MakeFolder(program, path);
        else MakeFile(program, path);
        program.Add(Syscall.MoveMount, path, tree, program.Text(""), Flags.AtFdCwd, program.Text(path), Flags.MoveFromEmptyPath | Flags.MoveFollowTarget);
    }

    /// <summary>A detached copy of what is mounted at a path of the host, private to whoever gets it; the program owns it.</summary>
    /// <exception cref="ContainerException">It is not there.</exception>
    public static int Take(SyscallProgram program, string source, bool isRecursive)
    {
        fixed (byte* path = Libc.Utf8(source))
            return program.Own((int)Libc.Call(
                Syscall.OpenTree, source, Flags.AtFdCwd, (nint)path, Flags.OpenTreeClone | Flags.CloseOnExec | (isRecursive ? Flags.AtRecursive : 0)));
    }

    /// <summary>Appends the step that sets the propagation of the root, as the specification has it.</summary>
    public static void SetRootPropagation(SyscallProgram program, string? propagation)
    {
        if (propagation is { Length: > 0 }) program.Add(Syscall.Mount, "/", 0, program.Text("/"), 0, MountOptions.PropagationOf(propagation));
    }

    /// <summary>The options of a file system, with an SELinux context if there is one.</summary>
    public static string WithLabel(string options, string? label) =>
        label is not { Length: > 0 } ? options : $"{options}{(options.Length > 0 ? "," : "")}context=\"{label}\"";

    /// <summary>mount_setattr on a detached tree, in this process.</summary>
    public static void SetAttributes(string target, int tree, MountOptions options, int idmap = -1)
    {
        // The attributes hold for the topmost mount, those of recursive options and the propagation for all.
        var (set, cleared) = (MountOptions.Attributes(options.Set), MountOptions.Attributes(options.Cleared));
        SetAttribute(target, tree, set, cleared, 0, false, -1);
        SetAttribute(target, tree, MountOptions.Attributes(options.RecursiveSet), MountOptions.Attributes(options.RecursiveCleared), 0, true, -1);
        SetAttribute(target, tree, 0, 0, options.Propagation & ~Flags.MsRec, (options.Propagation & Flags.MsRec) != 0, -1);
        if (idmap >= 0) SetAttribute(target, tree, Flags.AttrIdmap, 0, 0, options.Idmap == "ridmap", idmap);
    }

    private int TakeSource(MountSpec mount, MountOptions options)
    {
        var tree = Take(_program, mount.Source!, options.IsRecursive);
        if (options.Idmap is null && mount.UidMappings is null)
        {
            SetAttributes(mount.Source!, tree, options);
            return tree;
        }

        // Only then may the owners of files on disk be shown as others.
        var linux = _spec.Linux;
        var space = IdMappings.NewNamespace(mount.UidMappings ?? linux.UidMappings, mount.GidMappings ?? linux.GidMappings);
        try
        {
            SetAttributes(mount.Source!, tree, options, space);
        }
        finally
        {
            Libc.Close(space);
        }

        return tree;
    }

    private int TakeFileSystem(MountSpec mount, MountOptions options)
    {
        var labelled = options with { Data = WithLabel(options.Data, _spec.Linux.MountLabel) };
        var tree = _program.Own(DetachedMount.Make(mount.Type!, mount, labelled));
        SetAttributes(mount.Destination, tree, options);
        return tree;
    }

    private static void MakeFile(SyscallProgram program, string path)
    {
        var parent = path[..path.LastIndexOf('/')];
        if (parent.Length > 0) MakeFolder(program, parent);
        ref var make = ref program.Add(Syscall.Mknodat, path, Flags.AtFdCwd, program.Text(path), Flags.SIfreg | Convert.ToInt32("644", 8));
        (make.Tolerated1, make.Tolerated2) = (Errno.Exists, Errno.ReadOnly);
    }

    private void Mount(MountSpec mount, MountOptions options)
    {
        var type = mount.Type ?? "none";
        MakeFolder(_program, mount.Destination);
        var flags = options.Set | options.RecursiveSet;
        if (mount.Destination == "/dev" && type == "tmpfs") flags &= ~Flags.MsRdonly;
        var (source, target) = (_program.Text(mount.Source ?? type), _program.Text(mount.Destination));

        // proc, sysfs and cgroups have contexts of their own.
        var data = type is "tmpfs" or "devpts" or "mqueue" && !options.IsRemount ? WithLabel(options.Data, _spec.Linux.MountLabel) : options.Data;
        _program.Add(Syscall.Mount, mount.Destination, source, target, _program.Text(type), flags, _program.Text(data));
        if (options.HasPropagation) _program.Add(Syscall.Mount, mount.Destination, 0, target, 0, options.Propagation);
    }

    private static void SetAttribute(string target, int tree, int set, int cleared, int propagation, bool isRecursive, int userNamespace)
    {
        if (set == 0 && cleared == 0 && propagation == 0) return;

        // struct mount_attr: attr_set, attr_clr, propagation, userns_fd. An access-time mode is set by clearing the whole field first.
        if ((set & Flags.AttrAtimeMask) != 0) cleared |= Flags.AttrAtimeMask;
        var attributes = stackalloc ulong[4] { (ulong)set, (ulong)cleared, (ulong)propagation, userNamespace < 0 ? 0 : (ulong)userNamespace };
        byte empty = 0;
        Libc.Call(Syscall.MountSetattr, target, tree, (nint)(&empty), Flags.AtEmptyPath | (isRecursive ? Flags.AtRecursive : 0), (nint)attributes, 32);
    }
}
