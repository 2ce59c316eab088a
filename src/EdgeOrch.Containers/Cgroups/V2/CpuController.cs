using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V2;

/// <summary>Processor time on cgroup v2.</summary>
internal sealed class CpuController : ICgroupController
{
    private const ulong DefaultPeriodMicroseconds = 100_000;

    public string Name => "cpu";

    public void Apply(string folder, LinuxSpec spec)
    {
        if (spec.Resources.Cpu is not { } cpu) return;
        if (cpu.Shares is { } shares) ControlFile.Write(folder, "cpu.weight", Weight(shares));
        if (cpu.Quota is not null || cpu.Period is not null)
            ControlFile.Write(folder, "cpu.max", $"{(cpu.Quota is > 0 ? $"{cpu.Quota}" : "max")} {cpu.Period ?? DefaultPeriodMicroseconds}");
        if (cpu.Burst is { } burst) ControlFile.Write(folder, "cpu.max.burst", (long)burst);
        if (cpu.Idle is { } idle) ControlFile.Write(folder, "cpu.idle", idle);
    }

    public void Read(string folder, CgroupStats stats)
    {
        var rest = CounterFile.Read(folder, "cpu.stat");
        while (CounterFile.NextKey(ref rest, out var key, out var value))
        {
            if (key.SequenceEqual("usage_usec"u8)) stats.CpuNanoseconds = value * 1000;
            else if (key.SequenceEqual("user_usec"u8)) stats.CpuUserNanoseconds = value * 1000;
            else if (key.SequenceEqual("system_usec"u8)) stats.CpuSystemNanoseconds = value * 1000;
            else if (key.SequenceEqual("nr_periods"u8)) stats.CpuPeriods = value;
            else if (key.SequenceEqual("nr_throttled"u8)) stats.ThrottledPeriods = value;
            else if (key.SequenceEqual("throttled_usec"u8)) stats.ThrottledNanoseconds = value * 1000;
        }
    }

    /// <summary>Shares 2 to 262144 to weight 1 to 10000, linearly, as the OCI runtimes do.</summary>
    internal static long Weight(ulong shares) => 1 + ((long)Math.Clamp(shares, 2, 262144) - 2) * 9999 / 262142;
}
