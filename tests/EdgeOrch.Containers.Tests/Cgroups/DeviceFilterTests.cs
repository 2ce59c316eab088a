using System.Buffers.Binary;
using System.Diagnostics;
using CsCheck;
using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Cgroups.V2;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Tests.Cgroups;

/// <summary>The device filter of cgroup v2; needs root and a mounted cgroup2, which hybrid machines have too.</summary>
public sealed class DeviceFilterTests
{
    private const int Make = 1;
    private const int Read = 2;
    private const int Write = 4;

    private static readonly Gen<DeviceRuleSpec> s_rule = Gen.Select(
        Gen.Bool, Gen.OneOf<string?>("a", "b", "c", null), Number(), Number(), Gen.OneOf<string?>("r", "w", "m", "rw", "rwm", null),
        (allow, type, major, minor, access) => new DeviceRuleSpec { Allow = allow, Type = type, Major = major, Minor = minor, Access = access });

    private static readonly Gen<Request> s_request = Gen.Select(
        Gen.OneOf<char>('b', 'c'), Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[1, 7], (type, major, minor, access) => new Request(type, major, minor, access));

    [Fact]
    public void Compile_AnyRules_AnswersAsTheLastMatchingRuleOfEachAccess() => Gen.Select(s_rule.Array[0, 8], s_request).Sample((rules, request) =>
        Assert.Equal(IsAllowed(rules, request), new Machine(DeviceFilter.Compile(rules)).Ask(request)));

    [Theory]
    [InlineData("c 1:5 rwm", "head -c 1 /dev/zero", true)]
    [InlineData("c 1:5 r", "head -c 1 /dev/zero", true)]
    [InlineData("c 1:5 r", "echo x > /dev/zero", false)]
    [InlineData("c 1:3 rwm", "head -c 1 /dev/zero", false)]
    public async Task Attach_Rule_IsKeptByTheKernel(string rule, string command, bool allowed)
    {
        var hierarchy = CgroupMounts.Detect().V2;
        Assert.SkipWhen(hierarchy is null, "no cgroup2 is mounted");
        var folder = Directory.CreateDirectory($"{hierarchy}/{BusyboxRoot.NewId()}").FullName;
        try
        {
            DeviceFilter.Attach(DeviceFilter.Compile([Parse("c 1:3 rw"), Parse(rule)]), folder);

            using var shell = Process.Start("/bin/busybox", ["sh", "-c", $"echo 0 > {folder}/cgroup.procs && {command} > /dev/null"]);
            await shell.WaitForExitAsync(Run.Cancel).WaitAsync(Run.Patience, Run.Cancel);

            Assert.Equal(allowed, shell.ExitCode == 0);
        }
        finally
        {
            Assert.Equal(0, Kernel.Libc.TryRemoveFolder(folder));
        }
    }

    private static Gen<long?> Number() => Gen.OneOf<long?>(0, 1, 2, -1, null);

    private static DeviceRuleSpec Parse(string rule)
    {
        var parts = rule.Split(' ', ':');
        return new DeviceRuleSpec { Allow = true, Type = parts[0], Major = long.Parse(parts[1]), Minor = long.Parse(parts[2]), Access = parts[3] };
    }

    private static bool IsAllowed(DeviceRuleSpec[] rules, Request request)
    {
        (int Bit, char Letter)[] all = [(Make, 'm'), (Read, 'r'), (Write, 'w')];
        return all.Where(access => (request.Access & access.Bit) != 0)
            .All(access => rules.LastOrDefault(rule => Matches(rule, request) && (rule.Access ?? "rwm").Contains(access.Letter))?.Allow ?? false);
    }

    private static bool Matches(DeviceRuleSpec rule, Request request) =>
        (rule.Type is null or "a" || rule.Type[0] == request.Type)
        && (rule.Major is null or -1 || rule.Major == request.Major) && (rule.Minor is null or -1 || rule.Minor == request.Minor);

    private sealed record Request(char Type, int Major, int Minor, int Access);

    /// <summary>As much of a BPF machine as a device filter needs.</summary>
    private sealed class Machine(byte[] program)
    {
        private readonly ulong[] _registers = new ulong[11];

        public bool Ask(Request request)
        {
            uint[] context = [(uint)(request.Access << 16 | (request.Type == 'b' ? 1 : 2)), (uint)request.Major, (uint)request.Minor];
            for (var at = 0; ; at++)
            {
                var word = program.AsSpan(at * 8, 8);
                var (target, source) = (word[1] & 0xF, word[1] >> 4);
                var (offset, value) = (BinaryPrimitives.ReadInt16LittleEndian(word[2..]), BinaryPrimitives.ReadInt32LittleEndian(word[4..]));
                switch (word[0])
                {
                    case 0x15: at += _registers[target] == (ulong)value ? offset : 0; break;
                    case 0x54: _registers[target] = (uint)_registers[target] & (uint)value; break;
                    case 0x55: at += _registers[target] != (ulong)value ? offset : 0; break;
                    case 0x61: _registers[target] = context[offset / 4]; break;
                    case 0x74: _registers[target] = (uint)_registers[target] >> value; break;
                    case 0x95: return _registers[0] == 1;
                    case 0xB4: _registers[target] = (uint)value; break;
                    case 0xBC: _registers[target] = (uint)_registers[source]; break;
                    default: throw new InvalidOperationException($"opcode {word[0]:x2} at {at}");
                }
            }
        }
    }
}
