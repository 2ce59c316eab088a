using System.Runtime.InteropServices;
using System.Text.Json;
using CsCheck;
using EdgeOrch.Containers.Seccomp;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Tests.Seccomp;

/// <summary>The promise: the kernel answers each call as the first rule that matches it says. An interpreter stands for the kernel.</summary>
public sealed class FilterCompilerTests
{
    private const uint X64 = 0xC000_003E;
    private const uint Arm64 = 0xC000_00B7;
    private const uint I386 = 0x4000_0003;
    private const uint Arm = 0x4000_0028;
    private const uint SocketCall = 102;
    private const uint InterProcessCall = 117;
    private const uint Allow = 0x7FFF_0000;
    private const uint Errno = 0x0005_0000;
    private const uint KillProcess = 0x8000_0000;

    private static readonly string[] s_names = [.. SyscallTable.Entries.Keys.Order(StringComparer.Ordinal)];

    // Values whose halves are near each other's, where comparisons of 64 bits in two halves go wrong.
    private static readonly Gen<ulong> s_value = Gen.Select(Gen.UInt[0, 2], Gen.UInt[0, 2], (high, low) => (ulong)high << 32 | low);

    private static readonly Gen<SeccompArgSpec> s_argument = Gen.Select(
        Gen.UInt[0, 5], s_value, s_value, Gen.OneOf<string>("NE", "LT", "LE", "EQ", "GE", "GT", "MASKED_EQ"),
        (index, value, two, op) => new SeccompArgSpec { Index = index, Value = value, ValueTwo = two, Op = $"SCMP_CMP_{op}" });

    private static readonly Gen<SeccompRuleSpec> s_rule = Gen.Select(
        Gen.Int[0, s_names.Length - 1].Select(i => s_names[i]).Array[1, 20], Gen.OneOf<string>("ALLOW", "ERRNO", "LOG", "TRAP", "KILL"), Gen.UInt[1, 100], s_argument.Array[0, 3],
        (names, action, errno, args) => new SeccompRuleSpec { Names = names, Action = $"SCMP_ACT_{action}", ErrnoRet = errno, Args = [.. args.DistinctBy(a => a.Index)] });

    private static readonly Gen<SeccompSpec> s_filter = Gen.Select(
        Gen.OneOf<string>("ALLOW", "ERRNO"), s_rule.Array[0, 8], (action, rules) => new SeccompSpec { DefaultAction = $"SCMP_ACT_{action}", DefaultErrnoRet = 38, Syscalls = rules });

    [Fact]
    public void Compile_AnyFilter_AnswersAsTheFirstMatchingRule() =>
        Gen.Select(s_filter, Gen.Int[0, 470], s_value.Array[6], Gen.OneOf<Architecture>(Architecture.X64, Architecture.Arm64, Architecture.X86, Architecture.Arm)).Sample((filter, number, arguments, manner) =>
        {
            if (manner == Architecture.X86 && (uint)number is SocketCall or InterProcessCall) return;
            var (machine, audit) = manner switch
            {
                Architecture.X86 => (Architecture.X64, I386),
                Architecture.Arm => (Architecture.Arm64, Arm),
                Architecture.Arm64 => (Architecture.Arm64, Arm64),
                _ => (Architecture.X64, X64),
            };
            Assert.Equal(Expected(filter, manner, number, arguments), Run(filter with { Architectures = ["SCMP_ARCH_X86", "SCMP_ARCH_ARM"] }, machine, audit, (uint)number, arguments));
        });

    [Theory]
    [InlineData("socket", SocketCall, 1UL, Errno | 9)]
    [InlineData("socket", SocketCall, 2UL, Allow)]
    [InlineData("accept4", SocketCall, 18UL, Errno | 9)]
    [InlineData("shmget", InterProcessCall, 23UL, Errno | 9)]
    [InlineData("shmget", InterProcessCall, 0x1_0017UL, Errno | 9)]
    [InlineData("shmget", InterProcessCall, 22UL, Allow)]
    public void Compile_RuleForACallThatX86MayMakeThroughAnother_HoldsThere(string name, uint number, ulong which, uint answer)
    {
        var filter = new SeccompSpec
        {
            DefaultAction = "SCMP_ACT_ALLOW", Architectures = ["SCMP_ARCH_X86"], Syscalls = [new SeccompRuleSpec { Names = [name], Action = "SCMP_ACT_ERRNO", ErrnoRet = 9 }],
        };
        Assert.Equal(answer, Run(filter, Architecture.X64, I386, number, [which, 0, 0, 0, 0, 0]));
    }

    [Theory]
    [InlineData(Architecture.X64, I386, 3, KillProcess)]
    [InlineData(Architecture.X64, Arm64, 63, KillProcess)]
    [InlineData(Architecture.Arm64, X64, 0, KillProcess)]
    [InlineData(Architecture.Arm64, Arm, 0xF_0005, Allow)]
    [InlineData(Architecture.Arm64, Arm, 403, Allow)]
    [InlineData(Architecture.Arm64, Arm, 21, Errno | 1)]
    [InlineData(Architecture.X64, X64, 0x4000_0000, Errno | 38)]
    [InlineData(Architecture.X64, X64, 0, Allow)]
    [InlineData(Architecture.X64, X64, 9999, Errno | 1)]
    public void Compile_DefaultFilter_KnowsOfOtherMannersOnlyThatOf32BitArm(Architecture architecture, uint manner, uint number, uint answer) =>
        Assert.Equal(answer, Run(DefaultFilter.For([]), architecture, manner, number, new ulong[6]));

    [Theory]
    [InlineData("clone", 0x11UL, Allow)]
    [InlineData("clone", 0x1000_0011UL, Errno | 1)]
    [InlineData("clone3", 0UL, Errno | 38)]
    [InlineData("unshare", 0UL, Errno | 1)]
    [InlineData("mount", 0UL, Errno | 1)]
    [InlineData("keyctl", 0UL, Errno | 1)]
    [InlineData("bpf", 0UL, Errno | 1)]
    [InlineData("socket", 2UL, Allow)]
    [InlineData("socket", 40UL, Errno | 1)]
    [InlineData("personality", 0UL, Allow)]
    [InlineData("personality", 0x4_0000UL, Errno | 1)]
    [InlineData("openat", 0UL, Allow)]
    public void Compile_DefaultFilter_LetsThroughWhatIsHarmless(string name, ulong first, uint answer) =>
        Assert.Equal(answer, Run(DefaultFilter.For([]), Architecture.X64, X64, (uint)SyscallTable.Entries[name].X64!, [first, 0, 0, 0, 0, 0]));

    [Fact]
    public void Compile_DefaultFilterOfAnAdministrator_LetsItMount() =>
        Assert.Equal(Allow, Run(DefaultFilter.For(["CAP_SYS_ADMIN"]), Architecture.Arm64, Arm64, (uint)SyscallTable.Entries["mount"].Arm64!, new ulong[6]));

    [Fact]
    public void Compile_DefaultFilter_IsSmall() => Assert.InRange(FilterCompiler.Compile(DefaultFilter.For([]), Architecture.X64).Count, 50, 300);

    [Fact]
    public void Compile_PodmansOwnFilter_IsTaken()
    {
        const string Path = "/usr/share/containers/seccomp.json";
        Assert.SkipUnless(File.Exists(Path), "podman is not installed");
        using var document = JsonDocument.Parse(File.ReadAllText(Path));
        var rules = document.RootElement.GetProperty("syscalls").EnumerateArray()
            .Where(rule => rule.GetProperty("includes").EnumerateObject().All(i => i.Value.ValueKind == JsonValueKind.Null))
            .Select(rule => new SeccompRuleSpec
            {
                Names = [.. rule.GetProperty("names").EnumerateArray().Select(n => n.GetString()!)], Action = rule.GetProperty("action").GetString()!,
            });
        var filter = new SeccompSpec { DefaultAction = "SCMP_ACT_ERRNO", Syscalls = [.. rules] };

        Assert.Equal(Allow, Run(filter, Architecture.X64, X64, (uint)SyscallTable.Entries["read"].X64!, new ulong[6]));
    }

    private static uint Expected(SeccompSpec filter, Architecture architecture, int number, ulong[] arguments)
    {
        var rule = filter.Syscalls.FirstOrDefault(rule =>
            rule.Names.Any(name => SyscallTable.Entries[name].On(architecture) == number) && rule.Args.All(a => Holds(a, arguments[a.Index])));
        return (rule is null ? SeccompAction.Of(filter.DefaultAction, filter.DefaultErrnoRet) : SeccompAction.Of(rule.Action, rule.ErrnoRet))!.Value;
    }

    private static bool Holds(SeccompArgSpec condition, ulong argument) => condition.Op switch
    {
        "SCMP_CMP_NE" => argument != condition.Value,
        "SCMP_CMP_LT" => argument < condition.Value,
        "SCMP_CMP_LE" => argument <= condition.Value,
        "SCMP_CMP_EQ" => argument == condition.Value,
        "SCMP_CMP_GE" => argument >= condition.Value,
        "SCMP_CMP_GT" => argument > condition.Value,
        _ => (argument & condition.Value) == condition.ValueTwo,
    };

    // The machine of classic BPF, as far as filters need it; jumps lead forwards only.
    private static uint Run(SeccompSpec filter, Architecture architecture, uint manner, uint number, ulong[] arguments)
    {
        var program = FilterCompiler.Compile(filter, architecture);
        uint[] data = [number, manner, 0, 0, .. arguments.SelectMany(a => (uint[])[(uint)a, (uint)(a >> 32)])];
        var accumulator = 0u;
        for (var at = 0; ; at++)
        {
            var (code, yes, no, value) = program[at];
            switch (code)
            {
                case 0x20: accumulator = data[value / 4]; break;
                case 0x54: accumulator &= value; break;
                case 0x05: at += (int)value; break;
                case 0x15: at += accumulator == value ? yes : no; break;
                case 0x25: at += accumulator > value ? yes : no; break;
                case 0x35: at += accumulator >= value ? yes : no; break;
                case 0x06: return value;
                default: throw new InvalidOperationException($"code {code:x2} at {at}");
            }
        }
    }
}
