using System.Globalization;
using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Agent.Edgerun;

/// <summary>The options of <c>update</c>: a file of limits, and single ones that win over it.</summary>
internal static class UpdateOptions
{
    private const string Resources = "--resources";

    /// <summary>The options.</summary>
    public static OptionSpec[] All { get; } =
    [
        new(Resources, "FILE", "limits as linux.resources of config.json has them; - is standard input", "-r"),
        new("--memory", "BYTES", "memory; -1 is no limit"),
        new("--memory-reservation", "BYTES", "soft limit of memory"),
        new("--memory-swap", "BYTES", "memory and swap together; -1 is no limit"),
        new("--cpu-period", "MICROSECONDS", "length of a period"),
        new("--cpu-quota", "MICROSECONDS", "processor time in each period; -1 is no limit"),
        new("--cpu-burst", "MICROSECONDS", "what may be saved up for later periods"),
        new("--cpu-share", "WEIGHT", "2 to 262144"),
        new("--cpu-rt-period", "MICROSECONDS", "period of real-time scheduling"),
        new("--cpu-rt-runtime", "MICROSECONDS", "real-time scheduling in each period"),
        new("--cpu-idle", "0|1", "1 takes only what nobody else wants"),
        new("--cpuset-cpus", "LIST", "processors, such as 0-2,7"),
        new("--cpuset-mems", "LIST", "memory nodes, such as 0"),
        new("--pids-limit", "COUNT", "tasks; -1 is no limit"),
        new("--blkio-weight", "WEIGHT", "10 to 1000"),
    ];

    /// <summary>What the options say.</summary>
    /// <exception cref="UsageException">None is there, or one is no number.</exception>
    public static ResourceSpec Read(ParsedArguments args)
    {
        if (!All.Any(option => args.Has(option.Name))) throw new UsageException($"update needs {Resources} FILE, or a limit");
        var limits = args.Get(Resources) is { } path ? Bundle.ReadResources(path == "-" ? "/dev/stdin" : path) : new ResourceSpec();
        if (Has("--memory", "--memory-reservation", "--memory-swap"))
        {
            var memory = limits.Memory ?? new MemorySpec();
            limits = limits with
            {
                Memory = memory with
                {
                    Limit = Number("--memory") ?? memory.Limit, Reservation = Number("--memory-reservation") ?? memory.Reservation, Swap = Number("--memory-swap") ?? memory.Swap,
                },
            };
        }

        if (Has("--cpu-period", "--cpu-quota", "--cpu-burst", "--cpu-share", "--cpu-rt-period", "--cpu-rt-runtime", "--cpu-idle", "--cpuset-cpus", "--cpuset-mems"))
        {
            var cpu = limits.Cpu ?? new CpuSpec();
            limits = limits with
            {
                Cpu = cpu with
                {
                    Period = Positive("--cpu-period") ?? cpu.Period, Quota = Number("--cpu-quota") ?? cpu.Quota, Burst = Positive("--cpu-burst") ?? cpu.Burst,
                    Shares = Positive("--cpu-share") ?? cpu.Shares, RealtimePeriod = Positive("--cpu-rt-period") ?? cpu.RealtimePeriod,
                    RealtimeRuntime = Number("--cpu-rt-runtime") ?? cpu.RealtimeRuntime, Idle = Number("--cpu-idle") ?? cpu.Idle,
                    Cpus = args.Get("--cpuset-cpus") ?? cpu.Cpus, Mems = args.Get("--cpuset-mems") ?? cpu.Mems,
                },
            };
        }

        if (Number("--pids-limit") is { } pids) limits = limits with { Pids = new PidsSpec { Limit = pids } };
        if (Positive("--blkio-weight") is { } weight) limits = limits with { BlockIo = (limits.BlockIo ?? new BlockIoSpec()) with { Weight = (ushort)Math.Min(weight, ushort.MaxValue) } };
        return limits;

        bool Has(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
                if (args.Has(name)) return true;
            return false;
        }

        long? Number(string name) => args.Get(name) is not { } text ? null
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw new UsageException($"{name} \"{text}\" is no number");

        ulong? Positive(string name) => Number(name) is not { } number ? null : number >= 0 ? (ulong)number : throw new UsageException($"{name} \"{number}\" is below 0");
    }
}
