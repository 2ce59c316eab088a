using System.Runtime.InteropServices;

namespace EdgeOrch.Containers.Seccomp;

/// <summary>One instruction of classic BPF (<c>struct sock_filter</c> of linux/filter.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct FilterInstruction(ushort Code, byte JumpTrue, byte JumpFalse, uint Value)
{
    /// <summary>A jump's target before <see cref="Resolve"/>: where the condition holds.</summary>
    public const byte ToHolds = 254;

    /// <summary>A jump's target before <see cref="Resolve"/>: where it fails.</summary>
    public const byte ToFails = 255;

    // BPF_* opcodes: class, size or operation, mode or source.
    private const ushort LoadWord = 0x20;
    private const ushort JumpAlways = 0x05;
    private const ushort JumpEqual = 0x15;
    private const ushort JumpAbove = 0x25;
    private const ushort JumpAboveOrEqual = 0x35;
    private const ushort AndValue = 0x54;
    private const ushort ReturnValue = 0x06;

    public static FilterInstruction Load(uint offset) => new(LoadWord, 0, 0, offset);

    public static FilterInstruction And(uint mask) => new(AndValue, 0, 0, mask);

    public static FilterInstruction Jump(uint distance) => new(JumpAlways, 0, 0, distance);

    public static FilterInstruction JumpIfEqual(uint value, byte yes, byte no) => new(JumpEqual, yes, no, value);

    public static FilterInstruction JumpIfGreater(uint value, byte yes, byte no) => new(JumpAbove, yes, no, value);

    public static FilterInstruction JumpIfGreaterOrEqual(uint value, byte yes, byte no) => new(JumpAboveOrEqual, yes, no, value);

    public static FilterInstruction Return(uint value) => new(ReturnValue, 0, 0, value);

    /// <summary>The instruction with its jumps as distances.</summary>
    public FilterInstruction Resolve(int holds, int fails) =>
        this with { JumpTrue = Distance(JumpTrue, holds, fails), JumpFalse = Distance(JumpFalse, holds, fails) };

    private static byte Distance(byte jump, int holds, int fails) => jump switch
    {
        ToHolds => checked((byte)holds),
        ToFails => checked((byte)fails),
        _ => jump,
    };
}
