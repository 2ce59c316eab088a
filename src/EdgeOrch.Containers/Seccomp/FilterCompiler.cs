using System.Runtime.InteropServices;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Seccomp;

/// <summary>Compiles a <see cref="SeccompSpec"/> to the program of classic BPF that the kernel asks at every system call.</summary>
/// <remarks>
/// The program looks at the architecture, searches the call's number in a tree over ranges of numbers with one answer (most
/// neighbours share theirs, so that a call costs some ten instructions), and only then at arguments. Layouts and numbers are
/// those of linux/seccomp.h, linux/filter.h and linux/audit.h.
/// </remarks>
internal static class FilterCompiler
{
    /// <summary>The kernel's limit on a program (BPF_MAXINSNS).</summary>
    public const int MaxInstructions = 4096;

    // struct seccomp_data { int nr; __u32 arch; __u64 instruction_pointer; __u64 args[6]; }, little endian.
    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint ArgumentsOffset = 16;
    private const int ArgumentBytes = 8;
    private const uint HighHalf = 4;

    // AUDIT_ARCH_*.
    private const uint AuditX64 = 0xC000_003E;
    private const uint AuditArm64 = 0xC000_00B7;
    private const uint AuditX86 = 0x4000_0003;
    private const uint AuditArm = 0x4000_0028;

    // Calls of the x32 manner have this bit; their numbers are others (asm/unistd.h).
    private const uint X32Bit = 0x4000_0000;

    /// <summary>The program.</summary>
    /// <exception cref="ContainerException">It would have more instructions than the kernel takes.</exception>
    public static IReadOnlyList<FilterInstruction> Compile(SeccompSpec spec, Architecture architecture)
    {
        List<FilterInstruction> program = [FilterInstruction.Load(ArchitectureOffset)];
        foreach (var manner in Manners(spec, architecture))
        {
            var answers = Answers(spec, manner);

            // Conditional jumps reach 255 instructions only.
            program.AddRange([FilterInstruction.JumpIfEqual(Audit(manner), 1, 0), FilterInstruction.Jump((uint)answers.Count), .. answers]);
        }

        program.Add(FilterInstruction.Return(SeccompAction.KillProcess));
        return program.Count <= MaxInstructions
            ? program
            : throw new ContainerException($"linux.seccomp: compiles to {program.Count} instructions; the kernel takes {MaxInstructions}");
    }

    // The machine's own, and that of 32-bit programs if the filter names it.
    private static IEnumerable<Architecture> Manners(SeccompSpec spec, Architecture own)
    {
        yield return own;
        if (own == Architecture.X64 && spec.Architectures.Contains("SCMP_ARCH_X86")) yield return Architecture.X86;
        if (own == Architecture.Arm64 && spec.Architectures.Contains("SCMP_ARCH_ARM")) yield return Architecture.Arm;
    }

    private static uint Audit(Architecture manner) => manner switch
    {
        Architecture.Arm64 => AuditArm64,
        Architecture.X86 => AuditX86,
        Architecture.Arm => AuditArm,
        _ => AuditX64,
    };

    private static List<FilterInstruction> Answers(SeccompSpec spec, Architecture manner)
    {
        var segments = Segments(spec, manner);
        List<FilterInstruction> answers = [FilterInstruction.Load(NumberOffset)];
        if (manner == Architecture.X64)
        {
            answers.Add(FilterInstruction.JumpIfGreaterOrEqual(X32Bit, 0, 1));
            answers.Add(FilterInstruction.Return(SeccompAction.Errno(Errno.NoSyscall)));
        }

        answers.AddRange(Search(segments, 0, segments.Count));
        return answers;
    }

    // What follows from a call's number, from some number on.
    private sealed record Segment(uint From, IReadOnlyList<FilterInstruction> Answer);

    private static List<Segment> Segments(SeccompSpec spec, Architecture architecture)
    {
        var fallback = SeccompAction.Of(spec.DefaultAction, spec.DefaultErrnoRet) ?? SeccompAction.KillProcess;
        var rules = new SortedDictionary<uint, List<SeccompRuleSpec>>();
        foreach (var rule in spec.Syscalls)
        {
            foreach (var name in rule.Names)
            {
                AddRule(name, rule);
                if (architecture == Architecture.X86 && rule.Args.Count == 0 && MultiplexedCalls.Of(name) is { } many) AddRule(many.Name, rule with { Args = [many.Condition] });
            }
        }

        IReadOnlyList<FilterInstruction> none = [FilterInstruction.Return(fallback)];
        var segments = new List<Segment> { new(0, none) };
        var next = 0u;
        foreach (var (number, list) in rules)
        {
            if (number > next) Add(next, none);
            Add(number, Answer(list, fallback));
            next = number + 1;
        }

        Add(next, none);
        return segments;

        void AddRule(string name, SeccompRuleSpec rule)
        {
            if (!SyscallTable.Entries.TryGetValue(name, out var entry) || entry.On(architecture) is not { } number) return;
            if (!rules.TryGetValue((uint)number, out var list)) rules.Add((uint)number, list = []);
            list.Add(rule);
        }

        void Add(uint from, IReadOnlyList<FilterInstruction> answer)
        {
            if (segments[^1].From == from) segments.RemoveAt(segments.Count - 1);
            if (segments.Count == 0 || !segments[^1].Answer.SequenceEqual(answer)) segments.Add(new Segment(from, answer));
        }
    }

    private static List<FilterInstruction> Search(List<Segment> segments, int first, int end)
    {
        if (end - first == 1) return [.. segments[first].Answer];
        var middle = (first + end) / 2;
        var (left, right) = (Search(segments, first, middle), Search(segments, middle, end));
        return left.Count <= byte.MaxValue
            ? [FilterInstruction.JumpIfGreaterOrEqual(segments[middle].From, (byte)left.Count, 0), .. left, .. right]
            // Conditional jumps reach 255 instructions only.
            : [FilterInstruction.JumpIfGreaterOrEqual(segments[middle].From, 0, 1), FilterInstruction.Jump((uint)left.Count), .. left, .. right];
    }

    private static List<FilterInstruction> Answer(List<SeccompRuleSpec> rules, uint fallback)
    {
        var answer = new List<FilterInstruction>();
        foreach (var rule in rules)
        {
            var action = SeccompAction.Of(rule.Action, rule.ErrnoRet) ?? SeccompAction.KillProcess;
            var conditions = rule.Args.Select(Condition).ToList();
            var length = conditions.Sum(c => c.Count) + 1;
            foreach (var condition in conditions)
            {
                length -= condition.Count;
                answer.AddRange(condition.Select((instruction, i) => instruction.Resolve(holds: condition.Count - i - 1, fails: condition.Count - i - 1 + length)));
            }

            answer.Add(FilterInstruction.Return(action));
            if (conditions.Count == 0) return answer;
        }

        answer.Add(FilterInstruction.Return(fallback));
        return answer;
    }

    // Arguments have 64 bits and the machine has 32: the high half decides, unless it is equal.
    private static List<FilterInstruction> Condition(SeccompArgSpec condition)
    {
        var offset = ArgumentsOffset + condition.Index * ArgumentBytes;
        var (high, low) = (FilterInstruction.Load(offset + HighHalf), FilterInstruction.Load(offset));
        var (highValue, lowValue) = ((uint)(condition.Value >> 32), (uint)condition.Value);
        var (next, holds, fails) = ((byte)0, FilterInstruction.ToHolds, FilterInstruction.ToFails);
        return condition.Op switch
        {
            "SCMP_CMP_EQ" => [high, FilterInstruction.JumpIfEqual(highValue, next, fails), low, FilterInstruction.JumpIfEqual(lowValue, holds, fails)],
            "SCMP_CMP_NE" => [high, FilterInstruction.JumpIfEqual(highValue, next, holds), low, FilterInstruction.JumpIfEqual(lowValue, fails, holds)],
            "SCMP_CMP_GT" => Greater(FilterInstruction.JumpIfGreater(lowValue, holds, fails), holds, fails),
            "SCMP_CMP_GE" => Greater(FilterInstruction.JumpIfGreaterOrEqual(lowValue, holds, fails), holds, fails),
            "SCMP_CMP_LE" => Greater(FilterInstruction.JumpIfGreater(lowValue, fails, holds), fails, holds),
            "SCMP_CMP_LT" => Greater(FilterInstruction.JumpIfGreaterOrEqual(lowValue, fails, holds), fails, holds),
            _ =>
            [
                high, FilterInstruction.And(highValue), FilterInstruction.JumpIfEqual((uint)(condition.ValueTwo >> 32), next, fails),
                low, FilterInstruction.And(lowValue), FilterInstruction.JumpIfEqual((uint)condition.ValueTwo, holds, fails),
            ],
        };

        List<FilterInstruction> Greater(FilterInstruction lowDecides, byte greater, byte smaller) =>
            [high, FilterInstruction.JumpIfGreater(highValue, greater, 0), FilterInstruction.JumpIfEqual(highValue, next, smaller), low, lowDecides];
    }
}
