using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeOrch.Agent.Storage;

/// <summary>Makes folders survive a power cut: syncs that .NET has no call for.</summary>
internal static partial class Durable
{
    private const int O_CLOEXEC = 0x80000;

    /// <summary>Makes a folder, its parents too, with exactly this mode, whatever the umask.</summary>
    public static void MakeFolder(string folder, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException();
        Directory.CreateDirectory(folder, mode);
        File.SetUnixFileMode(folder, mode);
    }

    /// <summary>Syncs a folder's entries: what was created, renamed or removed in it.</summary>
    /// <exception cref="IOException">The folder cannot be opened or synced.</exception>
    public static void SyncFolder(string folder)
    {
        using var handle = Open(folder);
        if (Fsync(handle) < 0) throw Failure("fsync", folder);
    }

    /// <summary>Syncs the whole file system that a folder is on: cheaper than a sync for each of a layer's files.</summary>
    public static void SyncFileSystem(string folder)
    {
        using var handle = Open(folder);
        if (Syncfs(handle) < 0) throw Failure("syncfs", folder);
    }

    private static SafeFileHandle Open(string folder)
    {
        var fd = OpenFile(folder, O_CLOEXEC);
        return fd < 0 ? throw Failure("open", folder) : new SafeFileHandle(fd, ownsHandle: true);
    }

    private static IOException Failure(string call, string folder)
    {
        var errno = Marshal.GetLastPInvokeError();
        return new IOException($"{call} \"{folder}\": {Marshal.GetPInvokeErrorMessage(errno)}", errno);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int Syncfs(SafeFileHandle file);
}
