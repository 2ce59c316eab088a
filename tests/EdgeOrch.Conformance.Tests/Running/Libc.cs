using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>The few calls of the C library that .NET has no other way to.</summary>
internal static unsafe partial class Libc
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

    /// <summary>Receives a message and the descriptor that comes with it (unix(7), SCM_RIGHTS).</summary>
    public static (string Text, SafeFileHandle Descriptor) ReceiveDescriptor(SafeHandle socket)
    {
        // struct iovec, and struct msghdr: name, its length, the vectors, their number, the control message, its length, flags.
        byte* data = stackalloc byte[4096], control = stackalloc byte[24];
        var vector = stackalloc nint[] { (nint)data, 4096 };
        var header = stackalloc nint[] { 0, 0, (nint)vector, 1, (nint)control, 24, 0 };
        var length = ReceiveMessage(socket, header, 0);
        if (length <= 0 || *(nint*)control != 20) throw new InvalidOperationException($"recvmsg: {length} bytes without a descriptor");
        return (Encoding.UTF8.GetString(data, (int)length), new SafeFileHandle(((int*)control)[4], ownsHandle: true));
    }

    /// <summary>Waits for a call that a filter asks about, and lets it fail (seccomp_unotify(2)).</summary>
    public static void AnswerNotification(SafeHandle listener, int errno)
    {
        // struct seccomp_notif begins with the id; struct seccomp_notif_resp is the id, the result, the negated error number, flags.
        var asked = stackalloc long[10];
        new Span<long>(asked, 10).Clear();
        Check(Control(listener, 0xC050_2100, asked), "receive");
        var answer = stackalloc long[] { asked[0], 0, (uint)-errno };
        Check(Control(listener, 0xC018_2101, answer), "send");

        static void Check(int result, string what)
        {
            if (result != 0) throw new InvalidOperationException($"{what} of a notification: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    private static void Mount(string source, string target, string? type, nuint flags)
    {
        if (MountAt(source, target, type, flags, 0) != 0) throw new InvalidOperationException($"mount \"{target}\": {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint ReceiveMessage(SafeHandle socket, nint* message, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(SafeHandle file, nuint request, long* argument);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountAt(string source, string target, string? type, nuint flags, nint data);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int HardLink(string file, string name);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Umount(string path, int flags);
}
