using System.Buffers.Binary;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V2;

/// <summary>Compiles device rules to a BPF program of type <c>BPF_PROG_TYPE_CGROUP_DEVICE</c> and attaches it to a cgroup.</summary>
/// <remarks>Numbers and layouts are those of <c>linux/bpf.h</c>.</remarks>
internal static unsafe class DeviceFilter
{
    // struct bpf_cgroup_dev_ctx { __u32 access_type, major, minor; }: the low half of access_type is the type, the high half the access.
    private const int AccessTypeOffset = 0;
    private const int MajorOffset = 4;
    private const int MinorOffset = 8;
    private const int TypeBits = 0xFFFF;
    private const int AccessShift = 16;

    // BPF_DEVCG_*.
    private const int BlockDevice = 1;
    private const int CharacterDevice = 2;
    private const int MakeNode = 1;
    private const int ReadDevice = 2;
    private const int WriteDevice = 4;

    private const int InstructionBytes = 8;

    /// <summary>The program's machine words.</summary>
    /// <remarks>
    /// It walks from the last rule to the first and strikes what a matching rule allows from the access asked for: allowed
    /// when nothing is left, denied when a matching rule denies some of what is left, or when no rule is left.
    /// </remarks>
    public static byte[] Compile(IReadOnlyList<DeviceRuleSpec> rules)
    {
        var program = new Words();
        program.Add(Operation.Load, Register.Type, Register.Context, offset: AccessTypeOffset);
        program.Add(Operation.Copy, Register.Wanted, Register.Type);
        program.Add(Operation.And, Register.Type, value: TypeBits);
        program.Add(Operation.ShiftRight, Register.Wanted, value: AccessShift);
        program.Add(Operation.Load, Register.Major, Register.Context, offset: MajorOffset);
        program.Add(Operation.Load, Register.Minor, Register.Context, offset: MinorOffset);
        foreach (var rule in rules.Reverse()) AddRule(program, rule);
        AddAnswer(program, allow: false);
        return program.ToArray();
    }

    /// <summary>Loads a program and lets the kernel ask it about every device that a process of the cgroup opens or makes.</summary>
    /// <exception cref="ContainerException">The kernel has no such programs, or refused this one.</exception>
    public static void Attach(byte[] program, string folder)
    {
        var cgroup = Libc.TryOpen(folder, Flags.ReadOnly | Flags.Directory | Flags.CloseOnExec);
        if (cgroup < 0) throw new ContainerException("open", folder, -cgroup);
        var loaded = -1;
        try
        {
            loaded = Load(program, folder);
            var attach = new AttachAttributes { Target = cgroup, Program = loaded, Type = CgroupDeviceAttach, AttachFlags = AllowMulti };
            Libc.Call(Syscall.Bpf, $"attach of the device filter to \"{folder}\"", ProgramAttach, (nint)(&attach), sizeof(AttachAttributes));
        }
        finally
        {
            // The cgroup holds the program from here on.
            Libc.Close(loaded);
            Libc.Close(cgroup);
        }
    }

    private static int Load(byte[] program, string folder)
    {
        // Free of helpers for which the kernel asks for the GPL.
        fixed (byte* words = program, license = "Apache-2.0\0"u8)
        {
            var load = new LoadAttributes
            {
                Type = CgroupDeviceProgram, Count = (uint)(program.Length / InstructionBytes), Instructions = (ulong)words, License = (ulong)license,
            };
            return (int)Libc.Call(Syscall.Bpf, $"load of the device filter of \"{folder}\"", ProgramLoad, (nint)(&load), sizeof(LoadAttributes));
        }
    }

    private static void AddRule(Words program, DeviceRuleSpec rule)
    {
        var misses = new List<int>();
        if (rule.Type is "b" or "c") misses.Add(program.Add(Operation.JumpIfNotEqual, Register.Type, value: rule.Type == "b" ? BlockDevice : CharacterDevice));
        if (rule.Major is >= 0 and var major) misses.Add(program.Add(Operation.JumpIfNotEqual, Register.Major, value: (int)major));
        if (rule.Minor is >= 0 and var minor) misses.Add(program.Add(Operation.JumpIfNotEqual, Register.Minor, value: (int)minor));
        if (rule.Allow)
        {
            program.Add(Operation.And, Register.Wanted, value: ~Access(rule));
            misses.Add(program.Add(Operation.JumpIfNotEqual, Register.Wanted, value: 0));
        }
        else
        {
            program.Add(Operation.Copy, Register.Denied, Register.Wanted);
            program.Add(Operation.And, Register.Denied, value: Access(rule));
            misses.Add(program.Add(Operation.JumpIfEqual, Register.Denied, value: 0));
        }

        AddAnswer(program, rule.Allow);
        foreach (var miss in misses) program.JumpHere(miss);
    }

    private static void AddAnswer(Words program, bool allow)
    {
        program.Add(Operation.Set, Register.Answer, value: allow ? 1 : 0);
        program.Add(Operation.Exit);
    }

    private static int Access(DeviceRuleSpec rule) => (rule.Access ?? "rwm").Aggregate(0, (bits, letter) => bits | letter switch
    {
        'r' => ReadDevice,
        'w' => WriteDevice,
        _ => MakeNode,
    });

    private enum Register
    {
        Answer = 0,
        Context = 1,
        Type = 2,
        Wanted = 3,
        Major = 4,
        Minor = 5,
        Denied = 6,
    }

    /// <summary>Opcodes: 32-bit arithmetic, and jumps that compare all of a register (loads clear its upper half).</summary>
    private enum Operation : byte
    {
        JumpIfEqual = 0x15,
        And = 0x54,
        JumpIfNotEqual = 0x55,
        Load = 0x61,
        ShiftRight = 0x74,
        Exit = 0x95,
        Set = 0xB4,
        Copy = 0xBC,
    }

    // Commands and constants of bpf(2).
    private const int ProgramLoad = 5;
    private const int ProgramAttach = 8;
    private const uint CgroupDeviceProgram = 15;
    private const uint CgroupDeviceAttach = 6;
    private const uint AllowMulti = 2;

    private struct LoadAttributes
    {
        public uint Type;
        public uint Count;
        public ulong Instructions;
        public ulong License;
        public uint LogLevel;
        public uint LogSize;
        public ulong LogBuffer;
        public uint KernelVersion;
        public uint ProgramFlags;
    }

    private struct AttachAttributes
    {
        public int Target;
        public int Program;
        public uint Type;
        public uint AttachFlags;
    }

    /// <summary>The growing program.</summary>
    private sealed class Words
    {
        private readonly List<byte> _bytes = [];

        /// <summary>Adds an instruction and returns its place.</summary>
        public int Add(Operation operation, Register target = 0, Register source = 0, short offset = 0, int value = 0)
        {
            Span<byte> word = stackalloc byte[InstructionBytes];
            word[0] = (byte)operation;
            word[1] = (byte)((int)source << 4 | (int)target);
            BinaryPrimitives.WriteInt16LittleEndian(word[2..], offset);
            BinaryPrimitives.WriteInt32LittleEndian(word[4..], value);
            _bytes.AddRange(word);
            return _bytes.Count / InstructionBytes - 1;
        }

        /// <summary>Lets a jump lead to the instruction that is added next.</summary>
        public void JumpHere(int place)
        {
            var distance = (short)(_bytes.Count / InstructionBytes - place - 1);
            _bytes[place * InstructionBytes + 2] = (byte)distance;
            _bytes[place * InstructionBytes + 3] = (byte)(distance >> 8);
        }

        public byte[] ToArray() => [.. _bytes];
    }
}
