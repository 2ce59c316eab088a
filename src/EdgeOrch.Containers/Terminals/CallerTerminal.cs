using EdgeOrch.Containers.Kernel;

namespace EdgeOrch.Containers.Terminals;

/// <summary>The terminal at this program's standard input, if there is one. Its settings come back at the end.</summary>
internal sealed unsafe class CallerTerminal : IDisposable
{
    // ioctl_tty(2); struct termios of the kernel has 36 bytes. Input, output, control and local modes are its first four words.
    private const int GetAttributes = 0x5401;
    private const int SetAttributes = 0x5402;
    private const int GetSize = 0x5413;
    private const int SetSize = 0x5414;
    private const int TermiosWords = 15;
    private const int StandardInput = 0;
    private const uint FlowControl = 0x400; // IXON
    private const uint LinesAndEcho = 0xA; // ICANON ECHO

    private readonly uint[] _saved = new uint[TermiosWords];

    /// <summary>Remembers how it is set.</summary>
    public CallerTerminal()
    {
        fixed (uint* saved = _saved) IsThere = Libc.Try(Syscall.Ioctl, StandardInput, GetAttributes, (nint)saved) >= 0;
    }

    /// <summary>False when standard input is something else; then nothing here does anything.</summary>
    public bool IsThere { get; }

    /// <summary>Its rows and columns; null when there is none.</summary>
    public static (ushort Rows, ushort Columns)? Size
    {
        get
        {
            var size = stackalloc ushort[4];
            return Libc.Try(Syscall.Ioctl, StandardInput, GetSize, (nint)size) >= 0 ? (size[0], size[1]) : null;
        }
    }

    /// <summary>Passes everything on as it comes: what cfmakeraw(3) clears and sets.</summary>
    public void MakeRaw() => Set(modes =>
    {
        modes[0] &= ~0x5EBu; // IGNBRK BRKINT PARMRK ISTRIP INLCR IGNCR ICRNL IXON
        modes[1] &= ~0x1u; // OPOST
        modes[2] = (modes[2] & ~0x130u) | 0x30; // CSIZE PARENB, CS8
        modes[3] &= ~0x804Bu; // ECHO ECHONL ICANON ISIG IEXTEN
    });

    /// <summary>Tells each key at once and shows none; those that make signals still do.</summary>
    public void TellKeys() => Set(modes => (modes[0], modes[3]) = (modes[0] & ~FlowControl, modes[3] & ~LinesAndEcho));

    /// <summary>Gives another terminal its size.</summary>
    public static void CopySize(int terminal)
    {
        if (Size is not var (rows, columns)) return;
        var size = stackalloc ushort[4] { rows, columns, 0, 0 };
        Libc.Try(Syscall.Ioctl, terminal, SetSize, (nint)size);
    }

    /// <summary>Sets it as it was.</summary>
    public void Dispose()
    {
        if (IsThere) Apply(_saved);
    }

    private void Set(Action<uint[]> change)
    {
        if (!IsThere) return;
        var modes = (uint[])_saved.Clone();
        change(modes);
        Apply(modes);
    }

    private static void Apply(uint[] modes)
    {
        fixed (uint* first = modes) Libc.Try(Syscall.Ioctl, StandardInput, SetAttributes, (nint)first);
    }
}
