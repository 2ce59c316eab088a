using System.Runtime.InteropServices;
using System.Text;

namespace EdgeOrch.Containers.Kernel;

/// <summary>The one seam to the kernel for code that runs in our own process (never in a forked child).</summary>
internal static unsafe partial class Libc
{
    /// <summary>Address of libc's variadic <c>syscall</c>, for the forked child (see <see cref="Init.ForkedChild"/>).</summary>
    public static readonly nint SyscallAddress;

    /// <summary>Address of libc's <c>__errno_location</c>.</summary>
    public static readonly nint ErrnoAddress;

    static Libc()
    {
        var libc = NativeLibrary.Load("libc.so.6");
        SyscallAddress = NativeLibrary.GetExport(libc, "syscall");
        ErrnoAddress = NativeLibrary.GetExport(libc, "__errno_location");
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint RawSyscall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    /// <summary>Makes a system call, again after EINTR.</summary>
    /// <returns>The result, or the negated error number.</returns>
    public static nint Try(Syscall call, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0)
    {
        while (true)
        {
            var result = RawSyscall(call.Number, a, b, c, d, e, f);
            if (result != -1) return result;
            var errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.Interrupted) return -errno;
        }
    }

    /// <summary>Makes a system call and throws when it fails.</summary>
    /// <exception cref="ContainerException">The call failed.</exception>
    public static nint Call(Syscall call, string target, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0)
    {
        var result = Try(call, a, b, c, d, e, f);
        return result < 0 ? throw new ContainerException(call.Name, target, (int)-result) : result;
    }

    /// <summary>Closes a descriptor; a negative one is none.</summary>
    public static void Close(int fd)
    {
        if (fd >= 0) Try(Syscall.Close, fd);
    }

    /// <summary>Opens a path; the result is a descriptor or a negated error number.</summary>
    public static int TryOpen(string path, int flags, int mode = 0)
    {
        fixed (byte* bytes = Utf8(path)) return (int)Try(Syscall.Openat, Flags.AtFdCwd, (nint)bytes, flags, mode);
    }

    /// <summary>Makes a pipe whose ends close on exec.</summary>
    public static (int Read, int Write) Pipe()
    {
        var ends = stackalloc int[2];
        Call(Syscall.Pipe2, "pipe", (nint)ends, Flags.CloseOnExec);
        return (ends[0], ends[1]);
    }

    /// <summary>Waits until a descriptor is readable or hung up; false when the time is over.</summary>
    public static bool WaitReadable(int fd, TimeSpan timeout)
    {
        var poll = new PollFd { Fd = fd, Events = 1 };
        var time = stackalloc long[2] { (long)timeout.TotalSeconds, timeout.Ticks % TimeSpan.TicksPerSecond * 100 };
        return Try(Syscall.Ppoll, (nint)(&poll), 1, (nint)time) > 0;
    }

    /// <summary>Waits a moment; for retries of what the kernel finishes on its own.</summary>
    public static void Pause(TimeSpan time)
    {
        var pair = stackalloc long[2] { (long)time.TotalSeconds, time.Ticks % TimeSpan.TicksPerSecond * 100 };
        Try(Syscall.Ppoll, 0, 0, (nint)pair);
    }

    /// <summary>Sends a signal to a pid; 0 or the error number.</summary>
    public static int TryKill(int pid, int signal) => (int)-Try(Syscall.Kill, pid, signal);

    /// <summary>Removes an empty folder (cgroup folders look full, so <c>Directory.Delete</c> is of no use); 0 or the error number.</summary>
    public static int TryRemoveFolder(string path)
    {
        fixed (byte* bytes = Utf8(path)) return (int)-Try(Syscall.Unlinkat, Flags.AtFdCwd, (nint)bytes, Flags.AtRemoveFolder);
    }

    /// <summary>Makes a folder that anyone may read; 0 or the error number.</summary>
    public static int TryMakeFolder(string path)
    {
        fixed (byte* bytes = Utf8(path)) return (int)-Try(Syscall.Mkdirat, Flags.AtFdCwd, (nint)bytes, Convert.ToInt32("755", 8));
    }

    /// <summary>A NUL-terminated UTF-8 copy of a text.</summary>
    public static byte[] Utf8(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }
}
