using System.Net.Sockets;
using System.Runtime.InteropServices;
using EdgeOrch.Containers.Kernel;

namespace EdgeOrch.Containers.Terminals;

/// <summary>
/// Passes bytes and window size between the caller's own terminal and that of a process, as <c>docker run -it</c> does. The
/// caller's terminal is raw meanwhile, and is put back at the end.
/// </summary>
public sealed unsafe class TerminalRelay : IDisposable
{
    // ioctl_tty(2); struct termios of the kernel has 36 bytes.
    private const int GetAttributes = 0x5401;
    private const int SetAttributes = 0x5402;
    private const int GetSize = 0x5413;
    private const int SetSize = 0x5414;
    private const PosixSignal WindowChanged = (PosixSignal)28;
    private const int TermiosWords = 15;
    private const int UnixFamily = 1;
    private const int Stream = 1;
    private const int BufferBytes = 16 * 1024;
    private const short Readable = 1;
    private const int StandardInput = 0;
    private const int StandardOutput = 1;

    private readonly Socket _ours;
    private readonly Socket _theirs;

    private TerminalRelay(Socket ours, Socket theirs) => (_ours, _theirs) = (ours, theirs);

    /// <summary>Streams for the process whose terminal is to be relayed.</summary>
    public Stdio Stdio => Stdio.Terminal((int)_theirs.Handle);

    /// <summary>Prepares a relay.</summary>
    /// <exception cref="ContainerException">Out of descriptors.</exception>
    public static TerminalRelay Create()
    {
        var pair = stackalloc int[2];
        Libc.Call(Syscall.Socketpair, "console socket", UnixFamily, Stream | Flags.CloseOnExec, 0, (nint)pair);
        return new TerminalRelay(new Socket(new SafeSocketHandle(pair[0], true)), new Socket(new SafeSocketHandle(pair[1], true)));
    }

    /// <summary>Relays until the process's side of the terminal is closed; call it once the process has been created.</summary>
    /// <exception cref="ContainerException">The process sent no terminal.</exception>
    public void Run()
    {
        var terminal = Rights.Receive(_ours);
        var saved = stackalloc uint[TermiosWords];
        var isTerminal = Libc.Try(Syscall.Ioctl, StandardInput, GetAttributes, (nint)saved) >= 0;
        using var resized = isTerminal ? PosixSignalRegistration.Create(WindowChanged, _ => CopySize(terminal)) : null;
        try
        {
            if (isTerminal)
            {
                CopySize(terminal);
                MakeRaw(saved);
            }

            Pump(terminal);
        }
        finally
        {
            if (isTerminal) Libc.Try(Syscall.Ioctl, StandardInput, SetAttributes, (nint)saved);
            Libc.Close(terminal);
        }
    }

    /// <summary>Closes the sockets.</summary>
    public void Dispose()
    {
        _ours.Dispose();
        _theirs.Dispose();
    }

    private static void Pump(int terminal)
    {
        var buffer = stackalloc byte[BufferBytes];
        var polled = stackalloc PollEntry[2];
        var inputOpen = true;
        while (true)
        {
            polled[0] = new PollEntry { Fd = terminal, Events = Readable };
            polled[1] = new PollEntry { Fd = inputOpen ? StandardInput : -1, Events = Readable };
            Libc.Call(Syscall.Ppoll, "terminal", (nint)polled, 2, 0, 0);

            // EIO says that the last process has closed it.
            if (polled[0].Returned != 0 && !Copy(terminal, StandardOutput, buffer)) return;
            if (polled[1].Returned != 0) inputOpen = Copy(StandardInput, terminal, buffer);
        }
    }

    private static bool Copy(int from, int to, byte* buffer)
    {
        var read = Libc.Try(Syscall.Read, from, (nint)buffer, BufferBytes);
        for (nint done = 0; done < read;)
        {
            var written = Libc.Try(Syscall.Write, to, (nint)(buffer + done), read - done);
            if (written < 0) return false;
            done += written;
        }

        return read > 0;
    }

    private static void CopySize(int terminal)
    {
        var size = stackalloc ushort[4];
        if (Libc.Try(Syscall.Ioctl, StandardInput, GetSize, (nint)size) >= 0) Libc.Try(Syscall.Ioctl, terminal, SetSize, (nint)size);
    }

    // What cfmakeraw(3) clears and sets, in the kernel's numbers: input, output, control and local modes are the first four words.
    private static void MakeRaw(uint* saved)
    {
        var raw = stackalloc uint[TermiosWords];
        for (var i = 0; i < TermiosWords; i++) raw[i] = saved[i];
        raw[0] &= ~0x5EBu; // IGNBRK BRKINT PARMRK ISTRIP INLCR IGNCR ICRNL IXON
        raw[1] &= ~0x1u; // OPOST
        raw[2] = (raw[2] & ~0x130u) | 0x30; // CSIZE PARENB, CS8
        raw[3] &= ~0x804Bu; // ECHO ECHONL ICANON ISIG IEXTEN
        Libc.Try(Syscall.Ioctl, StandardInput, SetAttributes, (nint)raw);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Fd;
        public short Events;
        public short Returned;
    }
}
