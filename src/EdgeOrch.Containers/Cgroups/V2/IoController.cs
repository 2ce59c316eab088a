using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V2;

/// <summary>Block devices on cgroup v2.</summary>
internal sealed class IoController : ICgroupController
{
    public string Name => "io";

    public void Apply(string folder, LinuxSpec spec)
    {
        if (spec.Resources.BlockIo is not { } io) return;

        // Where there is a scheduler with weights of its own, the general ones are not heeded.
        var bfq = ControlFile.Exists(folder, "io.bfq.weight");
        if (io.Weight is { } weight and > 0) ControlFile.Write(folder, bfq ? "io.bfq.weight" : "io.weight", $"default {(bfq ? weight : Weight(weight))}");
        foreach (var device in io.WeightDevice ?? [])
            if (device.Weight is { } own) ControlFile.Write(folder, bfq ? "io.bfq.weight" : "io.weight", $"{device.Major}:{device.Minor} {(bfq ? own : Weight(own))}");
        foreach (var (key, devices) in new[]
        {
            ("rbps", io.ThrottleReadBpsDevice), ("wbps", io.ThrottleWriteBpsDevice), ("riops", io.ThrottleReadIopsDevice), ("wiops", io.ThrottleWriteIopsDevice),
        })
        {
            foreach (var device in devices ?? [])
                ControlFile.Write(folder, "io.max", $"{device.Major}:{device.Minor} {key}={(device.Rate == 0 ? "max" : $"{device.Rate}")}");
        }
    }

    public CgroupStats Read(string folder, CgroupStats stats) => stats;

    /// <summary>Weights 10 to 1000 of version 1 to 1 to 10000, linearly, as the OCI runtimes do.</summary>
    internal static long Weight(ushort weight) => 1 + (Math.Clamp((long)weight, 10, 1000) - 10) * 9999 / 990;
}
