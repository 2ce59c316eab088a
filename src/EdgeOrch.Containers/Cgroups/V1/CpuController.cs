using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V1;

/// <summary>Processor time on cgroup v1.</summary>
internal sealed class CpuController : ICgroupController
{
    public string Name => "cpu";

    public void Apply(string folder, LinuxSpec spec)
    {
        if (spec.Resources.Cpu is not { } cpu) return;
        if (cpu.Shares is { } shares) ControlFile.Write(folder, "cpu.shares", (long)shares);
        if (cpu.Period is { } period) ControlFile.Write(folder, "cpu.cfs_period_us", (long)period);
        if (cpu.Quota is { } quota) ControlFile.Write(folder, "cpu.cfs_quota_us", quota);
        if (cpu.Burst is { } burst) ControlFile.Write(folder, "cpu.cfs_burst_us", (long)burst);
        if (cpu.RealtimePeriod is { } realtimePeriod) ControlFile.Write(folder, "cpu.rt_period_us", (long)realtimePeriod);
        if (cpu.RealtimeRuntime is { } realtimeRuntime) ControlFile.Write(folder, "cpu.rt_runtime_us", realtimeRuntime);
        if (cpu.Idle is { } idle) ControlFile.Write(folder, "cpu.idle", idle);
    }

    public void Read(string folder, CgroupStats stats)
    {
        var rest = CounterFile.Read(folder, "cpu.stat");
        while (CounterFile.NextKey(ref rest, out var key, out var value))
        {
            if (key.SequenceEqual("nr_periods"u8)) stats.CpuPeriods = value;
            else if (key.SequenceEqual("nr_throttled"u8)) stats.ThrottledPeriods = value;
            else if (key.SequenceEqual("throttled_time"u8)) stats.ThrottledNanoseconds = value;
        }
    }
}
