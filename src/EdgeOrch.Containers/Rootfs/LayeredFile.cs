using EdgeOrch.Containers.Kernel;
using Microsoft.Win32.SafeHandles;

namespace EdgeOrch.Containers.Rootfs;

/// <summary>
/// Reads a small file of a root filesystem as overlayfs would show it, without mounting it: layers from top to bottom, whiteouts
/// and opaque folders respected. No symbolic link leads out of its layer (openat2(2), RESOLVE_IN_ROOT).
/// </summary>
internal static unsafe class LayeredFile
{
    private const ulong ResolveInRootNoMagicLinks = 0x10 | 0x02;
    private const int ModeOffset = 28;
    private const int StatxTypeAndSize = 1 | 0x200;

    /// <summary>The file's bytes, or null when there is no such regular file.</summary>
    /// <param name="layers">Folders, the topmost first.</param>
    /// <param name="folder">The folder within, such as <c>etc</c>.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="maxBytes">A larger file is refused.</param>
    /// <exception cref="ContainerException">The file is larger.</exception>
    public static byte[]? Read(IReadOnlyList<string> layers, string folder, string name, int maxBytes)
    {
        foreach (var layer in layers)
        {
            var root = Libc.TryOpen(layer, Flags.PathOnly | Flags.Directory | Flags.CloseOnExec);
            if (root < 0) throw new ContainerException("open", layer, -root);
            try
            {
                var file = OpenBelow(root, $"{folder}/{name}");
                if (file >= 0) return ReadAndClose(file, $"{layer}/{folder}/{name}", maxBytes);

                // Something that is no folder in its place hides the lower ones, as does an opaque folder.
                if (-file == Errno.NotDirectory || IsOpaque(root, folder)) return null;
            }
            finally
            {
                Libc.Close(root);
            }
        }

        return null;
    }

    private static int OpenBelow(int root, string path)
    {
        // O_PATH: opening a device node of an image could set it to work.
        var how = stackalloc ulong[3] { (ulong)(Flags.PathOnly | Flags.CloseOnExec), 0, ResolveInRootNoMagicLinks };
        fixed (byte* bytes = Libc.Utf8(path)) return (int)Libc.Try(Syscall.Openat2, root, (nint)bytes, (nint)how, 24);
    }

    private static byte[]? ReadAndClose(int file, string path, int maxBytes)
    {
        try
        {
            var statx = stackalloc byte[256];
            byte empty = 0;
            Libc.Call(Syscall.Statx, path, file, (nint)(&empty), Flags.AtEmptyPath, StatxTypeAndSize, (nint)statx);
            if ((*(ushort*)(statx + ModeOffset) & Flags.SIfmt) != Flags.SIfreg) return null;
            var readable = Libc.TryOpen($"/proc/self/fd/{file}", Flags.ReadOnly | Flags.CloseOnExec);
            if (readable < 0) throw new ContainerException("open", path, -readable);
            using var handle = new SafeFileHandle(readable, ownsHandle: true);
            var length = RandomAccess.GetLength(handle);
            if (length > maxBytes) throw new ContainerException($"\"{path}\" is {length} bytes long; at most {maxBytes}");
            var bytes = new byte[length];
            return bytes[..RandomAccess.Read(handle, bytes, 0)];
        }
        finally
        {
            Libc.Close(file);
        }
    }

    private static bool IsOpaque(int root, string folder)
    {
        var opened = OpenBelow(root, folder);
        if (opened < 0) return false;
        byte value = 0;
        fixed (byte* path = Libc.Utf8($"/proc/self/fd/{opened}"), name = "trusted.overlay.opaque\0"u8)
        {
            var length = Libc.Try(Syscall.Getxattr, (nint)path, (nint)name, (nint)(&value), 1);
            Libc.Close(opened);
            return length == 1 && value == (byte)'y';
        }
    }
}
