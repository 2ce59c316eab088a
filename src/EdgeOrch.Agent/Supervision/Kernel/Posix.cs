using System.Runtime.InteropServices;

namespace EdgeOrch.Agent.Supervision.Kernel;

/// <summary>The few calls that .NET has no name for. Constants are those of x64 and arm64 alike.</summary>
internal static unsafe partial class Posix
{
    public const int ReadOnly = 0;
    public const int ReadWrite = 2;
    public const int NonBlocking = 0x800;
    public const short PollIn = 1;
    public const int Again = 11;
    public const int Interrupted = 4;

    private const int CloseOnExec = 0x80000;
    private const int Exists = 17;
    private const int SetFlags = 4;
    private const int SetPipeSize = 1031;
    private const uint OwnerOnly = 0x180;

    /// <summary>Opens a path, close-on-exec.</summary>
    /// <exception cref="IOException">The call failed.</exception>
    public static int Open(string path, int flags) => Check(OpenCall(path, flags | CloseOnExec, 0), "open", path);

    /// <summary>Makes a FIFO, mode 0600, of the given owner; one that exists only gets the owner.</summary>
    /// <exception cref="IOException">A call failed.</exception>
    public static void MakeFifo(string path, uint uid, uint gid)
    {
        if (MkfifoCall(path, OwnerOnly) < 0 && Marshal.GetLastPInvokeError() != Exists) Check(-1, "mkfifo", path);
        Check(ChownCall(path, uid, gid), "lchown", path);
    }

    /// <summary>A pipe, close-on-exec; its reading end does not block.</summary>
    /// <exception cref="IOException">A call failed.</exception>
    public static (int Read, int Write) Pipe()
    {
        var ends = stackalloc int[2];
        Check(PipeCall(ends, CloseOnExec), "pipe2", "");
        SetNonBlocking(ends[0]);
        return (ends[0], ends[1]);
    }

    /// <summary>Lets reads and writes of a descriptor fail where they would wait.</summary>
    /// <exception cref="IOException">The call failed.</exception>
    public static void SetNonBlocking(int fd) => Check(FcntlCall(fd, SetFlags, NonBlocking), "fcntl", $"{fd}");

    /// <summary>Lets a pipe hold more; the kernel rounds up.</summary>
    /// <exception cref="IOException">The call failed.</exception>
    public static void Widen(int pipe, int bytes) => Check(FcntlCall(pipe, SetPipeSize, bytes), "fcntl", $"{pipe}");

    /// <summary>A counter descriptor that makes poll return once it is raised.</summary>
    /// <exception cref="IOException">The call failed.</exception>
    public static int EventFd() => Check(EventFdCall(0, CloseOnExec | NonBlocking), "eventfd", "");

    /// <summary>Reads; the result is the count, 0 at the end, or -1 with <paramref name="errno"/>.</summary>
    public static int Read(int fd, Span<byte> buffer, out int errno)
    {
        fixed (byte* bytes = buffer)
        {
            var got = (int)ReadCall(fd, bytes, (nuint)buffer.Length);
            errno = got < 0 ? Marshal.GetLastPInvokeError() : 0;
            return got;
        }
    }

    /// <summary>Writes what fits; the result is the count, or -1 with <paramref name="errno"/>.</summary>
    public static int Write(int fd, ReadOnlySpan<byte> bytes, out int errno)
    {
        fixed (byte* first = bytes)
        {
            var done = (int)WriteCall(fd, first, (nuint)bytes.Length);
            errno = done < 0 ? Marshal.GetLastPInvokeError() : 0;
            return done;
        }
    }

    /// <summary>Adds 1 to an event descriptor.</summary>
    public static void Raise(int eventFd)
    {
        ulong one = 1;
        WriteCall(eventFd, &one, sizeof(ulong));
    }

    /// <summary>Waits without a time limit until one of the descriptors has something to say.</summary>
    public static void Poll(Span<PollEntry> entries)
    {
        // After an interruption nothing is known about any of them.
        fixed (PollEntry* first = entries)
            if (PollCall(first, (nuint)entries.Length, -1) < 0)
                foreach (ref var entry in entries) entry.Returned = 0;
    }

    /// <summary>Closes a descriptor.</summary>
    public static void Close(int fd) => CloseCall(fd);

    private static int Check(int result, string call, string target) =>
        result >= 0 ? result : throw new IOException($"{call} \"{target}\": {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenCall(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MkfifoCall(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChownCall(string path, uint uid, uint gid);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int PipeCall(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FcntlCall(int fd, int command, int argument);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFdCall(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadCall(int fd, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteCall(int fd, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int PollCall(PollEntry* entries, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int CloseCall(int fd);
}
