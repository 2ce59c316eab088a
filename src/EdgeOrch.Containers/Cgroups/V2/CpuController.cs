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

    public CgroupStats Read(string folder, CgroupStats stats) =>
        stats with { CpuUsageNanoseconds = ControlFile.ReadKey(folder, "cpu.stat", "usage_usec") * 1000 };

    /// <summary>Shares 2 to 262144 to weight 1 to 10000, linearly, as the OCI runtimes do.</summary>
    internal static long Weight(ulong shares) => 1 + ((long)Math.Clamp(shares, 2, 262144) - 2) * 9999 / 262142;
}
