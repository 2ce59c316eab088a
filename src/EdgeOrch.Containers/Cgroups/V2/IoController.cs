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

    public void Read(string folder, CgroupStats stats)
    {
        // Lines "8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0"; none before the first operation.
        stats.CountsIo();
        var rest = CounterFile.Read(folder, "io.stat");
        while (CounterFile.Next(ref rest, (byte)'\n', out var line))
        {
            if (!DeviceNumber.TryRead(ref line, out var major, out var minor)) continue;
            var io = default(DeviceIo);
            while (CounterFile.Next(ref line, (byte)' ', out var pair))
            {
                var value = CounterFile.Number(pair[(pair.IndexOf((byte)'=') + 1)..]) ?? 0;
                if (pair.StartsWith("rbytes="u8)) io = io with { ReadBytes = value };
                else if (pair.StartsWith("wbytes="u8)) io = io with { WrittenBytes = value };
                else if (pair.StartsWith("rios="u8)) io = io with { Reads = value };
                else if (pair.StartsWith("wios="u8)) io = io with { Writes = value };
            }

            stats.AddIo(major, minor, io.ReadBytes, io.WrittenBytes, io.Reads, io.Writes);
        }
    }

    /// <summary>Weights 10 to 1000 of version 1 to 1 to 10000, linearly, as the OCI runtimes do.</summary>
    internal static long Weight(ushort weight) => 1 + (Math.Clamp((long)weight, 10, 1000) - 10) * 9999 / 990;
}
