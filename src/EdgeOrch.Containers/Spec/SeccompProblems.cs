using EdgeOrch.Containers.Init;
using EdgeOrch.Containers.Seccomp;

namespace EdgeOrch.Containers.Spec;

/// <summary>What is wrong with a filter of system calls.</summary>
internal static class SeccompProblems
{
    private const int MaxRules = 1024;
    private const int MaxNames = 1024;
    private const int Arguments = 6;
    private const uint MaxErrno = 4095;

    private static readonly string[] s_architectures =
    [
        .. new[]
        {
            "X86", "X86_64", "X32", "ARM", "AARCH64", "MIPS", "MIPS64", "MIPS64N32", "MIPSEL", "MIPSEL64", "MIPSEL64N32", "PPC", "PPC64", "PPC64LE",
            "S390", "S390X", "PARISC", "PARISC64", "RISCV64", "LOONGARCH64", "M68K", "SH", "SHEB",
        }.Select(name => $"SCMP_ARCH_{name}"),
    ];

    /// <summary>How arguments may be compared.</summary>
    public static IReadOnlyList<string> Operators => s_operators;

    private static readonly string[] s_operators =
        ["SCMP_CMP_NE", "SCMP_CMP_LT", "SCMP_CMP_LE", "SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_MASKED_EQ"];

    /// <summary>Adds each problem by its path.</summary>
    public static void Add(List<SpecProblem> problems, SeccompSpec spec)
    {
        Action("defaultAction", spec.DefaultAction, spec.DefaultErrnoRet);
        for (var i = 0; i < spec.Architectures.Count; i++)
            if (!s_architectures.Contains(spec.Architectures[i])) Problem($"architectures[{i}]", $"\"{spec.Architectures[i]}\" is not one of {string.Join(", ", s_architectures)}");
        for (var i = 0; i < spec.Flags.Count; i++)
            if (!SeccompSteps.IsFlag(spec.Flags[i])) Problem($"flags[{i}]", $"\"{spec.Flags[i]}\" is not supported");
        if (spec.DefaultAction == SeccompAction.NotifyName) Problem("defaultAction", $"\"{spec.DefaultAction}\" would ask the listener before there is one");
        if (spec.Notifies && spec.ListenerPath is null) Problem("listenerPath", $"is missing, which {SeccompAction.NotifyName} needs");
        if (spec.ListenerPath is { } path && !SpecValidator.IsCleanAbsolute(path)) Problem("listenerPath", $"\"{path}\" is not an absolute path without \"..\"");
        if (spec.ListenerMetadata is not null && spec.ListenerPath is null) Problem("listenerMetadata", "needs listenerPath");
        if (spec.Syscalls.Count > MaxRules) Problem("syscalls", $"has {spec.Syscalls.Count} entries; at most {MaxRules}");
        for (var i = 0; i < Math.Min(MaxRules, spec.Syscalls.Count); i++) Rule($"syscalls[{i}]", spec.Syscalls[i]);

        void Rule(string path, SeccompRuleSpec rule)
        {
            if (rule.Names.Count is 0 or > MaxNames) Problem($"{path}.names", $"has {rule.Names.Count} entries; 1 to {MaxNames}");
            Action($"{path}.action", rule.Action, rule.ErrnoRet);
            if (rule.Action == SeccompAction.NotifyName && rule.Names.FirstOrDefault(name => name is "read" or "write") is { } call)
                Problem($"{path}.names", $"\"{call}\" cannot be put to the listener: it is needed to hand that over");
            for (var i = 0; i < rule.Args.Count; i++)
            {
                var (argument, at) = (rule.Args[i], $"{path}.args[{i}]");
                if (argument.Index >= Arguments) Problem($"{at}.index", $"{argument.Index} is not within 0 to {Arguments - 1}");
                if (rule.Args.Take(i).Any(other => other.Index == argument.Index)) Problem($"{at}.index", $"{argument.Index} is there twice: write two rules");
                if (!s_operators.Contains(argument.Op)) Problem($"{at}.op", $"\"{argument.Op}\" is not one of {string.Join(", ", s_operators)}");
            }
        }

        void Action(string path, string action, uint? data)
        {
            if (SeccompAction.Of(action, data) is null) Problem(path, $"\"{action}\" is not supported: {SeccompAction.Names}");
            if (data > MaxErrno) Problem(path, $"error number {data} is above {MaxErrno}");
        }

        void Problem(string path, string message) => problems.Add(new SpecProblem($"linux.seccomp.{path}", message));
    }
}
