using System.Runtime.InteropServices;

namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>The few calls of the C library that .NET has no other way to.</summary>
internal static partial class Libc
{
    private const int Detach = 2;
    private const nuint NoSetuid = 2;
    private const nuint Shared = 1 << 20;

    /// <summary>Sends a signal; an ended process is no error.</summary>
    public static void Kill(int pid, int signal) => _ = SendSignal(pid, signal);

    /// <summary>Detaches a mount that is there.</summary>
    public static void Unmount(string path)
    {
        if (Umount(path, Detach) != 0) throw new InvalidOperationException($"umount \"{path}\": {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Mounts a tmpfs on a folder of the host, nosuid or without any flag.</summary>
    public static void MountTmpfs(string path, bool isPlain = false) => Mount("tmpfs", path, "tmpfs", isPlain ? 0 : NoSetuid);

    /// <summary>What is mounted below this mount point spreads to its copies from now on.</summary>
    public static void MakeShared(string path) => Mount("none", path, null, Shared);

    /// <summary>Makes a hard link.</summary>
    public static void Link(string file, string name)
    {
        if (HardLink(file, name) != 0) throw new InvalidOperationException($"link \"{file}\" \"{name}\": {Marshal.GetLastPInvokeErrorMessage()}");
    }

    private static void Mount(string source, string target, string? type, nuint flags)
    {
        if (MountAt(source, target, type, flags, 0) != 0) throw new InvalidOperationException($"mount \"{target}\": {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountAt(string source, string target, string? type, nuint flags, nint data);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int HardLink(string file, string name);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Umount(string path, int flags);
}
