using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>Paths that a container may not read or not write; those that do not exist are left out.</summary>
internal static unsafe class HiddenPathSteps
{
    public static void Append(SyscallProgram program, LinuxSpec spec)
    {
        foreach (var path in spec.ReadonlyPaths)
        {
            ref var bind = ref program.Add(Syscall.Mount, path, program.Text(path), program.Text(path), 0, Flags.MsBind | Flags.MsRec);
            bind.Tolerated1 = Errno.NoEntry;
            bind.SkipOnError = 1;
            SetReadOnly(program, path);
        }

        foreach (var path in spec.MaskedPaths)
        {
            // A folder refuses the device node and gets an empty read-only file system instead.
            ref var file = ref program.Add(Syscall.Mount, path, program.Text("/dev/null"), program.Text(path), 0, Flags.MsBind);
            (file.Tolerated1, file.Tolerated2, file.SkipOnSuccess) = (Errno.NotDirectory, Errno.NoEntry, 1);
            program.Add(Syscall.Mount, path, program.Text("tmpfs"), program.Text(path), program.Text("tmpfs"), Flags.MsRdonly, program.Text("size=0k"))
                .Tolerated1 = Errno.NoEntry;
        }
    }

    /// <summary>Makes the mount at a path read-only and keeps its other attributes.</summary>
    public static void SetReadOnly(SyscallProgram program, string path)
    {
        var attributes = (ulong*)program.Bytes(32);
        attributes[0] = Flags.AttrRdonly;
        program.Add(Syscall.MountSetattr, path, Flags.AtFdCwd, program.Text(path), 0, (nint)attributes, 32);
    }
}
