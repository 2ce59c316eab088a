using System.Net.Sockets;
using System.Runtime.InteropServices;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Terminals;

/// <summary>
/// Passes bytes and window size between the caller's own terminal and that of a process, as <c>docker run -it</c> does. The
/// caller's terminal is raw meanwhile, and is put back at the end.
/// </summary>
public sealed unsafe class TerminalRelay : IDisposable
{
    private const PosixSignal WindowChanged = (PosixSignal)28;
    private const int UnixFamily = 1;
    private const int Stream = 1;

    private readonly Socket _ours;
    private readonly Socket _theirs;

    private TerminalRelay(Socket ours, Socket theirs) => (_ours, _theirs) = (ours, theirs);

    /// <summary>Streams for the process whose terminal is to be relayed.</summary>
    public Stdio Stdio => Stdio.Terminal((int)_theirs.Handle);

    /// <summary>Size of the caller's own terminal; null when it has none.</summary>
    public static ConsoleSizeSpec? CallerSize => CallerTerminal.Size is var (rows, columns) ? new ConsoleSizeSpec { Height = rows, Width = columns } : null;

    /// <summary>Prepares a relay.</summary>
    /// <exception cref="ContainerException">Out of descriptors.</exception>
    public static TerminalRelay Create()
    {
        var pair = stackalloc int[2];
        Libc.Call(Syscall.Socketpair, "console socket", UnixFamily, Stream | Flags.CloseOnExec, 0, (nint)pair);
        return new TerminalRelay(new Socket(new SafeSocketHandle(pair[0], true)), new Socket(new SafeSocketHandle(pair[1], true)));
    }

    /// <summary>Relays until the process's side of the terminal is closed; call it once the process has been created.</summary>
    /// <param name="passesInput">False leaves the caller's input unread, and its terminal as it is.</param>
    /// <exception cref="ContainerException">The process sent no terminal.</exception>
    public void Run(bool passesInput = true)
    {
        var terminal = Rights.Receive(_ours);
        try
        {
            using var caller = new CallerTerminal();
            using var resized = caller.IsThere ? PosixSignalRegistration.Create(WindowChanged, _ => CallerTerminal.CopySize(terminal)) : null;
            CallerTerminal.CopySize(terminal);
            if (passesInput) caller.MakeRaw();
            DescriptorRelay.Run([(terminal, 1)], passesInput ? 0 : -1, typed =>
            {
                // A pipe that ends is told as a person tells it: EOT ends the line that was begun, and at a line's beginning all input.
                DescriptorRelay.Write(terminal, typed.IsEmpty && !caller.IsThere ? "\x04\x04"u8 : typed);
                return true;
            });
        }
        finally
        {
            Libc.Close(terminal);
        }
    }

    /// <summary>Closes the sockets.</summary>
    public void Dispose()
    {
        _ours.Dispose();
        _theirs.Dispose();
    }
}
