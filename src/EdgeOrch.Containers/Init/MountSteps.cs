using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Mounts;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>
/// The mounts of a container. Sources of bind mounts are taken while the host is visible, as detached mounts; everything is
/// mounted after pivot_root, so that no symbolic link of the image can lead a destination out of the container.
/// </summary>
internal sealed unsafe class MountSteps(SyscallProgram program, IReadOnlyList<MountSpec> mounts, Cgroup cgroup, bool hasCgroupNamespace)
{
    private readonly Dictionary<MountSpec, int> _trees = new(ReferenceEqualityComparer.Instance);
    private readonly IReadOnlyList<MountSpec> _mounts = [.. mounts.SelectMany(mount => mount.Type == "cgroup" ? Cgroups(mount, cgroup, hasCgroupNamespace) : [mount])];

    /// <summary>Appends the steps on the host's side.</summary>
    public void TakeSources()
    {
        foreach (var mount in _mounts)
        {
            var options = MountOptions.Parse(mount.Options);
            if (!options.IsBind) continue;
            var tree = program.NewRegister();
            _trees[mount] = tree;
            var flags = Flags.OpenTreeClone | Flags.CloseOnExec | (options.IsRecursive ? Flags.AtRecursive : 0);
            program.Add(Syscall.OpenTree, mount.Source!, Flags.AtFdCwd, program.Text(mount.Source!), flags).Result = tree;
            SetAttributes(program, mount.Source!, tree, MountOptions.Attributes(options.Set), MountOptions.Attributes(options.Cleared), options.Propagation);
        }
    }

    /// <summary>Appends the steps inside the new root.</summary>
    public void Place()
    {
        foreach (var mount in _mounts)
        {
            if (_trees.TryGetValue(mount, out var tree)) Bind(mount, tree);
            else Mount(mount);
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

    private void Bind(MountSpec mount, int tree)
    {
        if (Directory.Exists(mount.Source)) MakeFolder(program, mount.Destination);
        else MakeFile(mount.Destination);
        program.Add(
            Syscall.MoveMount, mount.Destination, tree, program.Text(""), Flags.AtFdCwd, program.Text(mount.Destination), Flags.MoveFromEmptyPath | Flags.MoveFollowTarget)
            .RegisterArguments = 1;
        program.Add(Syscall.Close, mount.Destination, tree).RegisterArguments = 1;
    }

    private void MakeFile(string path)
    {
        var parent = path[..path.LastIndexOf('/')];
        if (parent.Length > 0) MakeFolder(program, parent);
        ref var make = ref program.Add(Syscall.Mknodat, path, Flags.AtFdCwd, program.Text(path), Flags.SIfreg | Convert.ToInt32("644", 8));
        (make.Tolerated1, make.Tolerated2) = (Errno.Exists, Errno.ReadOnly);
    }

    // A cgroup namespace of its own makes the container's cgroup the root of what is mounted; without one its folders are bound there.
    private static IEnumerable<MountSpec> Cgroups(MountSpec mount, Cgroup cgroup, bool hasNamespace)
    {
        var (target, v2) = (mount.Destination, cgroup.Mounts.V2);
        if (v2 is not null && cgroup.Mounts.V1.Count == 0)
        {
            yield return Hierarchy(target, "cgroup2", v2, mount.Options);
            yield break;
        }

        yield return mount with { Type = "tmpfs", Source = "tmpfs", Options = ["nosuid", "nodev", "noexec", "mode=755", "size=64k"] };
        foreach (var (point, options) in cgroup.Mounts.V1Hierarchies())
            yield return Hierarchy($"{target}/{Path.GetFileName(point)}", "cgroup", point, hasNamespace ? [.. mount.Options, options] : mount.Options);
        if (v2 is not null) yield return Hierarchy($"{target}/unified", "cgroup2", v2, mount.Options);
        if (mount.Options.Contains("ro")) yield return new MountSpec { Destination = target, Type = "none", Options = ["remount", "ro", "nosuid", "nodev", "noexec"] };

        MountSpec Hierarchy(string destination, string type, string point, IReadOnlyList<string> options) => hasNamespace
            ? mount with { Destination = destination, Type = type, Source = "cgroup", Options = options }
            : mount with { Destination = destination, Type = "bind", Source = $"{point}/{cgroup.Path}", Options = [.. options, "bind"] };
    }

    private void Mount(MountSpec mount)
    {
        var options = MountOptions.Parse(mount.Options);
        var type = mount.Type ?? "none";
        MakeFolder(program, mount.Destination);
        if (mount.Destination == "/dev" && type == "tmpfs") options = options with { Set = options.Set & ~Flags.MsRdonly };
        var (source, target) = (program.Text(mount.Source ?? type), program.Text(mount.Destination));
        program.Add(Syscall.Mount, mount.Destination, source, target, program.Text(type), options.Set, program.Text(options.Data));
    }

    /// <summary>mount_setattr on a detached tree; the attributes hold for its topmost mount, the propagation for all.</summary>
    private static void SetAttributes(SyscallProgram program, string target, int tree, int set, int cleared, int propagation)
    {
        // struct mount_attr: attr_set, attr_clr, propagation, userns_fd. An access-time mode is set by clearing the whole field first.
        if ((set & Flags.AttrAtimeMask) != 0) cleared |= Flags.AttrAtimeMask;
        var own = (ulong*)program.Bytes(32);
        (own[0], own[1]) = ((ulong)set, (ulong)cleared);
        if (set != 0 || cleared != 0)
            program.Add(Syscall.MountSetattr, target, tree, program.Text(""), Flags.AtEmptyPath, (nint)own, 32).RegisterArguments = 1;
        var spread = (ulong*)program.Bytes(32);
        spread[2] = (ulong)(propagation & ~Flags.MsRec);
        var depth = Flags.AtEmptyPath | ((propagation & Flags.MsRec) != 0 ? Flags.AtRecursive : 0);
        program.Add(Syscall.MountSetattr, target, tree, program.Text(""), depth, (nint)spread, 32).RegisterArguments = 1;
    }
}
