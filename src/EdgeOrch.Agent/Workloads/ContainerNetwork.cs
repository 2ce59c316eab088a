using System.ComponentModel;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace EdgeOrch.Agent.Workloads;

/// <summary>Makes sockets within a container's network namespace. A socket stays in the namespace that it was made in, so only its making needs a thread there.</summary>
internal static partial class ContainerNetwork
{
    private const int NewNetwork = 0x40000000;

    /// <summary>A TCP socket in the network of a process.</summary>
    /// <exception cref="SocketException">The socket cannot be made.</exception>
    /// <exception cref="IOException">The process is gone, or its network cannot be entered.</exception>
    public static Socket Create(int pid, AddressFamily family)
    {
        Socket? made = null;
        Exception? failure = null;

        // The thread is never used again: it ends in the namespace that it has joined.
        var thread = new Thread(
            () =>
            {
                try
                {
                    Join(pid);
                    made = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
                }
                catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException)
                {
                    failure = e;
                }
            },
            64 * 1024)
        { IsBackground = true, Name = "network probe" };
        thread.Start();
        thread.Join();
        return made ?? throw new IOException($"network of process {pid}: {failure?.Message}", failure);
    }

    private static void Join(int pid)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/ns/net");
        using var space = File.OpenHandle(path);
        if (SetNamespace((int)space.DangerousGetHandle(), NewNetwork) != 0)
            throw new IOException($"setns \"{path}\": {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int descriptor, int kind);
}
