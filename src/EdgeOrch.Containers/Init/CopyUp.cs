using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Mounts;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Init;

/// <summary>
/// A tmpfs that begins with the files that the image has at its place (option tmpcopyup, as runc and crun have it; podman's
/// read-only containers need it). Filled by this process while it is still mounted nowhere.
/// </summary>
internal static unsafe class CopyUp
{
    private const int InRoot = 0x10;
    private const int NoFollow = 0x100;
    private const int OwnerMask = 0x1F; // STATX_TYPE, _MODE, _NLINK, _UID, _GID
    private const int PermissionBits = 0xFFF;

    /// <summary>The filled tree; the program owns its descriptor.</summary>
    /// <exception cref="ContainerException">The kernel refused an option, or a file cannot be copied.</exception>
    public static int Take(SyscallProgram program, string root, MountSpec mount, MountOptions options)
    {
        var tree = program.Own(DetachedMount.Make("tmpfs", mount, options));
        if (OpenInside(root, mount.Destination) is { } source)
        {
            try
            {
                CopyFolder(Of(source), Of(tree));
                if (!mount.Options.Any(o => o.StartsWith("mode=", StringComparison.Ordinal))) CopyMetadata(Of(source), Of(tree), isLink: false);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new ContainerException($"copy of the image's \"{mount.Destination}\": {failure.Message}", failure);
            }
            finally
            {
                Libc.Close(source);
            }
        }

        // Only now: it may become read-only.
        MountSteps.SetAttributes(mount.Destination, tree, options);
        return tree;
    }

    // A symbolic link of the image must not lead to the host's files.
    private static int? OpenInside(string root, string path)
    {
        var folder = Libc.TryOpen(root, Flags.PathOnly | Flags.Directory | Flags.CloseOnExec);
        if (folder < 0) throw new ContainerException("open", root, -folder);
        try
        {
            var how = stackalloc ulong[3] { (ulong)(Flags.PathOnly | Flags.Directory | Flags.CloseOnExec), 0, InRoot };
            fixed (byte* text = Libc.Utf8(path))
            {
                var fd = Libc.Try(Syscall.Openat2, folder, (nint)text, (nint)how, 24);
                return fd >= 0 ? (int)fd : -fd is Errno.NoEntry or Errno.NotDirectory ? null : throw new ContainerException("openat2", path, (int)-fd);
            }
        }
        finally
        {
            Libc.Close(folder);
        }
    }

    private static void CopyFolder(string from, string to)
    {
        foreach (var entry in new DirectoryInfo(from + "/").EnumerateFileSystemInfos())
        {
            var copy = $"{to}/{entry.Name}";
            if (entry.LinkTarget is { } link)
            {
                File.CreateSymbolicLink(copy, link);
            }
            else if (entry is DirectoryInfo)
            {
                Directory.CreateDirectory(copy);
                CopyFolder(entry.FullName, copy);
            }
            else if ((Stat(entry.FullName, NoFollow).Mode & Flags.SIfmt) == Flags.SIfreg)
            {
                File.Copy(entry.FullName, copy);
            }
            else
            {
                // A device, a FIFO or a socket: /dev and the workload make their own.
                continue;
            }

            CopyMetadata(entry.FullName, copy, entry.LinkTarget is not null);
        }
    }

    private static void CopyMetadata(string from, string to, bool isLink)
    {
        var (mode, uid, gid) = Stat(from, isLink ? NoFollow : 0);
        fixed (byte* path = Libc.Utf8(to))
        {
            Libc.Call(Syscall.Fchownat, to, Flags.AtFdCwd, (nint)path, uid, gid, isLink ? NoFollow : 0);
            if (!isLink) Libc.Call(Syscall.Fchmodat, to, Flags.AtFdCwd, (nint)path, mode & PermissionBits);
        }
    }

    private static (int Mode, nint Uid, nint Gid) Stat(string path, int flags)
    {
        var statx = stackalloc byte[256];
        fixed (byte* text = Libc.Utf8(path)) Libc.Call(Syscall.Statx, path, Flags.AtFdCwd, (nint)text, flags, OwnerMask, (nint)statx);
        return (*(ushort*)(statx + 28), (nint)(*(uint*)(statx + 20)), (nint)(*(uint*)(statx + 24)));
    }

    private static string Of(int fd) => $"/proc/self/fd/{fd}";
}
