using System.Runtime.InteropServices;
using EdgeOrch.Images.Trees;
using Microsoft.Win32.SafeHandles;

namespace EdgeOrch.Images.Layers;

/// <summary>The system calls for working beneath a folder by descriptor. Numbers and flags are the same on x86-64 and arm64 unless said.</summary>
internal static partial class Kernel
{
    public const int ENOENT = 2;
    public const int EXDEV = 18;
    public const int EEXIST = 17;
    public const int ENOTDIR = 20;
    public const int EISDIR = 21;
    public const int ENOSPC = 28;
    public const int ENOTEMPTY = 39;
    public const int ELOOP = 40;
    public const int EDQUOT = 122;

    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_CREAT = 0x40;
    public const int O_EXCL = 0x80;
    public const int O_TRUNC = 0x200;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;
    public const int O_PATH = 0x200000;
    public const int AT_REMOVEDIR = 0x200;
    public const int AT_SYMLINK_NOFOLLOW = 0x100;

    public const uint S_IFMT = 0xf000;
    public const uint S_IFIFO = 0x1000;
    public const uint S_IFCHR = 0x2000;
    public const uint S_IFDIR = 0x4000;
    public const uint S_IFBLK = 0x6000;
    public const uint S_IFREG = 0x8000;
    public const uint S_IFLNK = 0xa000;

    private const int AT_FDCWD = -100;
    private const int SysOpenat2 = 437;
    private const ulong RESOLVE_NO_XDEV = 1;
    private const ulong RESOLVE_NO_MAGICLINKS = 2;
    private const ulong RESOLVE_NO_SYMLINKS = 4;
    private const ulong RESOLVE_BENEATH = 8;
    private const ulong RESOLVE_IN_ROOT = 16;
    private const int AT_EMPTY_PATH = 0x1000;
    private const int PathBytes = 4096;

    // These two differ: arm64 has its own.
    public static int O_DIRECTORY { get; } = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x4000 : 0x10000;

    public static int O_NOFOLLOW { get; } = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x8000 : 0x20000;

    public static int Errno => Marshal.GetLastPInvokeError();

    /// <summary>Opens an existing folder by a path that we trust.</summary>
    public static SafeFileHandle OpenFolder(string path)
    {
        var fd = OpenAt(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
        return fd < 0 ? throw new IOException($"open \"{path}\": {Describe(Errno)}") : new SafeFileHandle(fd, ownsHandle: true);
    }

    /// <summary>openat2(2) beneath a folder: no link is followed, no mount crossed, nothing above is reached. -1 on failure.</summary>
    public static int OpenBeneath(SafeFileHandle root, string path, int flags, uint mode = 0) =>
        Open(root, path, flags, mode, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV);

    /// <summary>As <see cref="OpenBeneath"/>, and mounts are crossed. -1 on failure.</summary>
    public static int OpenWithin(SafeFileHandle root, string path, int flags, uint mode = 0) =>
        Open(root, path, flags, mode, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS);

    /// <summary>openat2(2) as if the folder were the root: links are followed and mounts crossed, and nothing leads out. -1 on failure.</summary>
    public static int OpenInRoot(SafeFileHandle root, string path, int flags) => Open(root, path, flags, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);

    /// <summary>Opens an entry of a folder for looking at it only, a link as itself. -1 on failure.</summary>
    public static int OpenNode(SafeFileHandle folder, string name) => Open(folder, name, O_PATH | O_NOFOLLOW, 0, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);

    /// <summary>Opens for reading what was opened for looking at. -1 on failure.</summary>
    public static int OpenAgain(SafeFileHandle node) => OpenAt(AT_FDCWD, $"/proc/self/fd/{node.DangerousGetHandle()}", O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);

    private static unsafe int Open(SafeFileHandle root, string path, int flags, uint mode, ulong resolve)
    {
        var how = new OpenHow { Flags = (ulong)(uint)flags | O_CLOEXEC, Mode = mode, Resolve = resolve };
        return (int)OpenAt2(SysOpenat2, root, path, &how, (nuint)sizeof(OpenHow));
    }

    public static string Describe(int errno) => errno switch
    {
        ENOSPC => "ENOSPC: no space left on device",
        EDQUOT => "EDQUOT: disk quota exceeded",
        _ => Marshal.GetPInvokeErrorMessage(errno),
    };

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenAt(int folder, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint OpenAt2(nint number, SafeFileHandle folder, string path, OpenHow* how, nuint size);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeFolder(SafeFileHandle folder, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "mknodat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeNode(SafeFileHandle folder, string name, uint mode, ulong device);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeSymlink(string target, SafeFileHandle folder, string name);

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeLink(SafeFileHandle fromFolder, string from, SafeFileHandle folder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Remove(SafeFileHandle folder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeOwner(SafeFileHandle folder, string name, uint user, uint group, int flags);

    [LibraryImport("libc", EntryPoint = "fchmodat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeMode(SafeFileHandle folder, string name, uint mode, int flags);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    public static partial int ChangeOwner(SafeFileHandle file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int ChangeMode(SafeFileHandle file, uint mode);

    [LibraryImport("libc", EntryPoint = "fsetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetXattr(SafeFileHandle file, string name, ReadOnlySpan<byte> value, nuint size, int flags);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int SetTimes(SafeFileHandle folder, string name, long* times, int flags);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    private static unsafe partial int SetTimes(SafeFileHandle file, long* times);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Statx(SafeFileHandle folder, string name, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    private static unsafe partial nint WriteAt(SafeFileHandle file, byte* data, nuint count, long offset);

    public static unsafe int SetTimes(SafeFileHandle folder, string name, long seconds, int nanoseconds)
    {
        var times = stackalloc long[] { seconds, nanoseconds, seconds, nanoseconds };
        return SetTimes(folder, name, times, AT_SYMLINK_NOFOLLOW);
    }

    public static unsafe int SetTimes(SafeFileHandle file, long seconds, int nanoseconds)
    {
        var times = stackalloc long[] { seconds, nanoseconds, seconds, nanoseconds };
        return SetTimes(file, times);
    }

    /// <summary>Writes all of it; -1 on failure.</summary>
    public static unsafe int WriteAll(SafeFileHandle file, ReadOnlySpan<byte> data, long offset)
    {
        fixed (byte* start = data)
        {
            for (var done = 0; done < data.Length;)
            {
                var written = WriteAt(file, start + done, (nuint)(data.Length - done), offset + done);
                if (written < 0) return -1;
                done += (int)written;
            }
        }

        return 0;
    }

    /// <summary>Type and permission bits of a name, no link followed; -1 when it is absent or cannot be read.</summary>
    public static unsafe int Mode(SafeFileHandle folder, string name)
    {
        var buffer = stackalloc byte[256];
        return Statx(folder, name, AT_SYMLINK_NOFOLLOW, 3, buffer) < 0 ? -1 : *(ushort*)(buffer + 28);
    }

    /// <summary>Whether something is mounted on a name; unlink(2) says so only for mounts of this process's own namespace.</summary>
    public static unsafe bool IsMounted(SafeFileHandle folder, string name)
    {
        const ulong STATX_ATTR_MOUNT_ROOT = 0x2000;
        var buffer = stackalloc byte[256];
        return Statx(folder, name, AT_SYMLINK_NOFOLLOW, 0, buffer) == 0 && (*(ulong*)(buffer + 8) & STATX_ATTR_MOUNT_ROOT) != 0;
    }

    /// <summary>Type and permission bits of an open file; -1 when they cannot be read.</summary>
    public static unsafe int Mode(SafeFileHandle file)
    {
        var buffer = stackalloc byte[256];
        return Statx(file, "", AT_EMPTY_PATH, 3, buffer) < 0 ? -1 : *(ushort*)(buffer + 28);
    }

    /// <summary>What is known of an open file.</summary>
    /// <exception cref="IOException">The kernel does not say.</exception>
    public static unsafe FileFacts Facts(SafeFileHandle file)
    {
        const uint STATX_BASIC_STATS = 0x7ff;
        var buffer = stackalloc byte[256];
        if (Statx(file, "", AT_EMPTY_PATH, STATX_BASIC_STATS, buffer) < 0) throw new IOException($"statx: {Describe(Errno)}");
        return new FileFacts(*(ushort*)(buffer + 28), *(uint*)(buffer + 20), *(uint*)(buffer + 24), *(long*)(buffer + 40), *(long*)(buffer + 112), *(int*)(buffer + 120));
    }

    /// <summary>What an open link points to.</summary>
    /// <exception cref="IOException">It is none.</exception>
    public static unsafe string ReadLink(SafeFileHandle link)
    {
        var buffer = stackalloc byte[PathBytes];
        var length = ReadLink(link, "", buffer, PathBytes);
        return length < 0 ? throw new IOException($"readlink: {Describe(Errno)}") : System.Text.Encoding.UTF8.GetString(buffer, (int)length);
    }

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint ReadLink(SafeFileHandle folder, string name, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int SetLength(SafeFileHandle file, long length);

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
