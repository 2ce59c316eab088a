using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Rootfs;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>Makes the root filesystem in the child's own mount namespace and moves into it; the host's mounts are gone then.</summary>
internal static class RootSteps
{
    /// <summary>Appends the steps up to and with pivot_root.</summary>
    public static void Append(SyscallProgram program, RootSpec root, RootfsSpec? layers)
    {
        var target = layers?.MountPoint ?? root.Path;
        if (layers is null) program.Add(Syscall.Mount, target, program.Text(target), program.Text(target), 0, Flags.MsBind | Flags.MsRec);
        else AppendOverlay(program, layers);

        // pivot_root(".", ".") stacks the old root over the new one, so that it needs no folder inside (pivot_root(2)).
        program.Add(Syscall.Chdir, target, program.Text(target));
        program.Add(Syscall.PivotRoot, target, program.Text("."), program.Text("."));
        program.Add(Syscall.Umount, "the host's root", program.Text("."), Flags.MntDetach);
        program.Add(Syscall.Chdir, "/", program.Text("/"));
        program.Add(Syscall.Mount, "/", 0, program.Text("/"), 0, Flags.MsPrivate | Flags.MsRec);
    }

    // mount(2) takes one page of options: short symbolic links, resolved from the working folder, stand for the long paths and
    // hide colons and commas in them. They lie on a tmpfs that the overlay covers, so the host never sees them; a long one takes a
    // page there, so its size bounds RootfsSpec.MaxLowers.
    private static void AppendOverlay(SyscallProgram program, RootfsSpec layers)
    {
        var target = layers.MountPoint;
        program.Add(Syscall.Mount, target, program.Text("tmpfs"), program.Text(target), program.Text("tmpfs"), 0, program.Text("size=1m,mode=0755"));
        program.Add(Syscall.Chdir, target, program.Text(target));
        for (var i = 0; i < layers.Lowers.Count; i++) Link(layers.Lowers[i], $"{i}");
        Link(layers.Upper, "u");
        Link(layers.Work, "w");
        var names = string.Join(':', Enumerable.Range(0, layers.Lowers.Count));
        var options = program.Text($"lowerdir={names},upperdir=u,workdir=w");
        program.Add(Syscall.Mount, $"overlay on {target}", program.Text("overlay"), program.Text(target), program.Text("overlay"), 0, options);

        void Link(string path, string name) => program.Add(Syscall.Symlinkat, path, program.Text(path), Flags.AtFdCwd, program.Text(name));
    }
}
