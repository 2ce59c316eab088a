using System.Runtime.InteropServices;

namespace EdgeOrch.Containers.Init;

/// <summary>One system call of a <see cref="SyscallProgram"/>, in native memory, with what follows from its outcome.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Instruction
{
    public nint Number;
    public nint A, B, C, D, E, F;

    /// <summary>Bit n set: argument n is the index of a register.</summary>
    public int RegisterArguments;

    /// <summary>Register that receives the result, or -1.</summary>
    public int Result;

    /// <summary>The result that is required, or -1 for any; another one counts as EPIPE (the other end of a barrier is gone).</summary>
    public nint Required;

    /// <summary>Error numbers that do not end the program; 0 is none, <see cref="AnyError"/> in the first is all.</summary>
    public int Tolerated1, Tolerated2, Tolerated3;

    /// <summary>How many of the next instructions to leave out after success, a tolerated error, a positive result.</summary>
    public int SkipOnSuccess, SkipOnError, SkipIfPositive;

    public const int AnyError = -1;
}
