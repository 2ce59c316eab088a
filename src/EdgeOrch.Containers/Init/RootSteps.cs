using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Rootfs;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>Makes the root filesystem in the child's own mount namespace and moves into it; the host's mounts are gone then.</summary>
internal sealed class RootSteps(SyscallProgram program)
{
    private readonly int _host = program.NewRegister();
    private readonly int _root = program.NewRegister();

    /// <summary>Appends the steps up to the root's mount, which the child then stands in.</summary>
    public void Mount(RootSpec root, RootfsSpec? layers, LinuxSpec linux)
    {
        var target = layers?.MountPoint ?? root.Path;
        if (layers is null) program.Add(Syscall.Mount, target, program.Text(target), program.Text(target), 0, Flags.MsBind | Flags.MsRec);
        else MountOverlay(layers, linux.MountLabel);
        program.Add(Syscall.Chdir, target, program.Text(target));

        // What the host mounts below the root's folder later is not to appear here, unless that is asked for.
        if (linux.RootfsPropagation is not ("slave" or "rslave")) program.Add(Syscall.Mount, target, 0, program.Text("."), 0, Flags.MsPrivate | Flags.MsRec);

        // Descriptors lead back and forth where a container's root could not go by path.
        Open("/", _host);
        Open(".", _root);
    }

    /// <summary>Appends a chroot: what is mounted now lands in the new root, wherever a symbolic link of the image points.</summary>
    public void Enter() => program.Add(Syscall.Chroot, "the new root", program.Text("."));

    /// <summary>Appends the way back out of <see cref="Enter"/>: hooks expect the host's root here.</summary>
    public void Leave()
    {
        program.Add(Syscall.Fchdir, "the host's root", _host).RegisterArguments = 1;
        program.Add(Syscall.Chroot, "the host's root", program.Text("."));
    }

    /// <summary>Appends pivot_root and the end of the host's mounts.</summary>
    public void Pivot()
    {
        // pivot_root(".", ".") stacks the old root over the new one, so that it needs no folder inside (pivot_root(2)).
        program.Add(Syscall.Fchdir, "the new root", _root).RegisterArguments = 1;
        program.Add(Syscall.PivotRoot, "the new root", program.Text("."), program.Text("."));
        program.Add(Syscall.Umount, "the host's root", program.Text("."), Flags.MntDetach);
        program.Add(Syscall.Chdir, "/", program.Text("/"));
        program.Add(Syscall.Close, "the host's root", _host).RegisterArguments = 1;
        program.Add(Syscall.Close, "the new root", _root).RegisterArguments = 1;
    }

    private void Open(string path, int register) =>
        program.Add(Syscall.Openat, path, Flags.AtFdCwd, program.Text(path), Flags.PathOnly | Flags.Directory | Flags.CloseOnExec).Result = register;

    // mount(2) takes one page of options: short symbolic links, resolved from the working folder, stand for the long paths and
    // hide colons and commas in them. They lie on a tmpfs that the overlay covers, so the host never sees them; a long one takes a
    // page there, so its size bounds RootfsSpec.MaxLowers.
    private void MountOverlay(RootfsSpec layers, string? label)
    {
        var target = layers.MountPoint;
        program.Add(Syscall.Mount, target, program.Text("tmpfs"), program.Text(target), program.Text("tmpfs"), 0, program.Text("size=1m,mode=0755"));
        program.Add(Syscall.Chdir, target, program.Text(target));
        for (var i = 0; i < layers.Lowers.Count; i++) Link(layers.Lowers[i], $"{i}");
        Link(layers.Upper, "u");
        Link(layers.Work, "w");
        var names = string.Join(':', Enumerable.Range(0, layers.Lowers.Count));
        var options = program.Text(MountSteps.WithLabel($"lowerdir={names},upperdir=u,workdir=w", label));
        program.Add(Syscall.Mount, $"overlay on {target}", program.Text("overlay"), program.Text(target), program.Text("overlay"), 0, options);

        void Link(string path, string name) => program.Add(Syscall.Symlinkat, path, program.Text(path), Flags.AtFdCwd, program.Text(name));
    }
}
