using System.Collections;
using System.Runtime.InteropServices;

namespace EdgeOrch.Agent.Supervision.Kernel;

/// <content>Programs: becoming one, and running one to see whether it can.</content>
internal static unsafe partial class Posix
{
    private const int GetDescriptorFlags = 1;
    private const int SetDescriptorFlags = 2;
    private const int SetMask = 2;
    private const int SignalSetBytes = 128;

    // Both are opaque; glibc's are 80 and 336 bytes.
    private const int SpawnStructBytes = 512;
    private const int AtFdCwd = -100;
    private const uint StatxInode = 0x100;

    /// <summary>Device and inode of a file, links followed.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    public static (uint Major, uint Minor, ulong Inode) FileIdentity(string path)
    {
        var statx = stackalloc byte[256];
        Check(StatxCall(AtFdCwd, path, 0, StatxInode, statx), "statx", path);
        return (*(uint*)(statx + 136), *(uint*)(statx + 140), *(ulong*)(statx + 32));
    }

    /// <summary>A file that is in memory only, close-on-exec, with this content.</summary>
    /// <exception cref="IOException">A call failed.</exception>
    public static int MemoryFile(string name, ReadOnlySpan<byte> content)
    {
        var fd = Check(MemfdCall(name, 1), "memfd_create", name);
        fixed (byte* bytes = content)
            for (nint done = 0; done < content.Length;)
                done += Check((int)WriteCall(fd, bytes + done, (nuint)(content.Length - done)), "write", name);
        return fd;
    }

    /// <summary>Says whether a descriptor stays open in the program that this process becomes.</summary>
    /// <exception cref="IOException">It is none.</exception>
    public static void KeepOverExec(int fd, bool keep)
    {
        var flags = Check(FcntlCall(fd, GetDescriptorFlags, 0), "fcntl", $"{fd}");
        Check(FcntlCall(fd, SetDescriptorFlags, keep ? flags & ~1 : flags | 1), "fcntl", $"{fd}");
    }

    /// <summary>Becomes another program, with this process's environment and one variable more. Returns only when the kernel refuses, with the reason.</summary>
    /// <remarks>Signals wait until the program takes them (<see cref="TakeSignals"/>): one that comes before it has handlers would end it.</remarks>
    public static string Execute(string path, IReadOnlyList<string> arguments, string variable)
    {
        using var argv = new TextArray(arguments);
        using var envp = new TextArray([.. Variables(), variable]);
        var all = stackalloc byte[SignalSetBytes];
        var before = stackalloc byte[SignalSetBytes];
        new Span<byte>(all, SignalSetBytes).Fill(0xff);
        _ = SigmaskCall(SetMask, all, before);
        ExecveCall(path, argv.Pointer, envp.Pointer);
        var errno = Marshal.GetLastPInvokeError();
        _ = SigmaskCall(SetMask, before, null);
        return $"execve \"{path}\": {Marshal.GetPInvokeErrorMessage(errno)}";
    }

    /// <summary>Lets this thread take signals that wait.</summary>
    public static void TakeSignals()
    {
        var none = stackalloc byte[SignalSetBytes];
        new Span<byte>(none, SignalSetBytes).Clear();
        _ = SigmaskCall(SetMask, none, null);
    }

    /// <summary>Starts a child whose input is empty and whose output goes to a descriptor; <see cref="Wait"/> for it.</summary>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static int Spawn(string path, IReadOnlyList<string> arguments, int output)
    {
        using var argv = new TextArray(arguments);
        using var envp = new TextArray(Variables());
        var actions = stackalloc byte[SpawnStructBytes];
        CheckSpawn(SpawnActionsInitCall(actions));
        CheckSpawn(SpawnActionsOpenCall(actions, 0, "/dev/null", ReadOnly, 0));
        CheckSpawn(SpawnActionsDup2Call(actions, output, 1));
        CheckSpawn(SpawnActionsDup2Call(actions, output, 2));
        var errno = SpawnCall(out var pid, path, actions, null, argv.Pointer, envp.Pointer);
        _ = SpawnActionsDestroyCall(actions);
        CheckSpawn(errno);
        return pid;
    }

    // posix_spawn(3) returns its error and leaves errno alone.
    private static void CheckSpawn(int errno)
    {
        if (errno != 0) throw new IOException($"cannot be started: {Marshal.GetPInvokeErrorMessage(errno)}");
    }

    /// <summary>Waits for the end of a child; the result is wait(2)'s status.</summary>
    public static int Wait(int pid)
    {
        int status;
        while (WaitpidCall(pid, &status, 0) < 0 && Marshal.GetLastPInvokeError() == Interrupted)
        {
            // Again.
        }

        return status;
    }

    /// <summary>A status of <see cref="Wait"/> as people read it.</summary>
    public static string DescribeEnd(int status) => (status & 0x7f) is var signal and not 0 ? $"signal {signal}" : $"exit code {status >> 8 & 0xff}";

    /// <summary>Signals a child that was not waited for yet.</summary>
    public static void Kill(int pid, int signal) => _ = KillCall(pid, signal);

    private static IReadOnlyList<string> Variables() =>
        [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(v => $"{v.Key}={v.Value}")];

    /// <summary>An array of texts for the kernel.</summary>
    private sealed class TextArray : IDisposable
    {
        private readonly int _count;

        public TextArray(IReadOnlyList<string> texts)
        {
            _count = texts.Count;
            Pointer = (nint*)NativeMemory.AllocZeroed((nuint)(_count + 1), (nuint)sizeof(nint));
            for (var i = 0; i < _count; i++) Pointer[i] = Marshal.StringToCoTaskMemUTF8(texts[i]);
        }

        public nint* Pointer { get; }

        public void Dispose()
        {
            for (var i = 0; i < _count; i++) Marshal.FreeCoTaskMem(Pointer[i]);
            NativeMemory.Free(Pointer);
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatxCall(int folder, string path, int flags, uint mask, byte* result);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemfdCall(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    private static partial int SigmaskCall(int how, byte* set, byte* before);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ExecveCall(string path, nint* argv, nint* envp);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SpawnCall(out int pid, string path, byte* actions, byte* attributes, nint* argv, nint* envp);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static partial int SpawnActionsInitCall(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static partial int SpawnActionsDestroyCall(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SpawnActionsOpenCall(byte* actions, int fd, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static partial int SpawnActionsDup2Call(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitpidCall(int pid, int* status, int options);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int KillCall(int pid, int signal);
}
