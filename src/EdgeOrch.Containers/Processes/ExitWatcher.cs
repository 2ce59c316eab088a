using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using EdgeOrch.Containers.Kernel;

namespace EdgeOrch.Containers.Processes;

/// <summary>One thread that sleeps until any watched process ends: a pidfd becomes readable then (pidfd_open(2)).</summary>
internal static unsafe class ExitWatcher
{
    private const int Add = 1;
    private const int Remove = 2;
    private const uint Readable = 1;
    private const uint OneShot = 1u << 30;
    private const int StackBytes = 256 * 1024;

    // struct epoll_event is packed on x64 only.
    private static readonly int s_dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly ConcurrentDictionary<int, Action> s_watched = new();
    private static readonly int s_epoll = Begin();

    /// <summary>Calls back once, on the watching thread, when the process has ended; a process that ended before counts.</summary>
    public static void Watch(int pidFd, Action ended)
    {
        s_watched[pidFd] = ended;
        var buffer = stackalloc byte[16];
        *(uint*)buffer = Readable | OneShot;
        *(int*)(buffer + s_dataOffset) = pidFd;
        Libc.Call(Syscall.EpollControl, $"pidfd {pidFd}", s_epoll, Add, pidFd, (nint)buffer);
    }

    /// <summary>Forgets a process; call it before its pidfd is closed.</summary>
    public static void Forget(int pidFd)
    {
        if (!s_watched.TryRemove(pidFd, out _)) return;
        var buffer = stackalloc byte[16];
        Libc.Try(Syscall.EpollControl, s_epoll, Remove, pidFd, (nint)buffer);
    }

    private static int Begin()
    {
        var epoll = (int)Libc.Call(Syscall.EpollCreate, "exit watcher", Flags.CloseOnExec);
        new Thread(() => Run(epoll), StackBytes) { IsBackground = true, Name = "container exits" }.Start();
        return epoll;
    }

    private static void Run(int epoll)
    {
        const int Most = 16;
        var size = s_dataOffset + 8;
        var events = stackalloc byte[Most * 16];
        while (true)
        {
            var count = Libc.Call(Syscall.EpollWait, "exit watcher", epoll, (nint)events, Most, -1);
            for (var i = 0; i < count; i++)
                if (s_watched.TryGetValue(*(int*)(events + i * size + s_dataOffset), out var ended)) ended();
        }
    }
}
