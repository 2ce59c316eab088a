using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups.V1;

/// <summary>Block devices on cgroup v1.</summary>
internal sealed class BlockIoController : ICgroupController
{
    public string Name => "blkio";

    public void Apply(string folder, LinuxSpec spec)
    {
        if (spec.Resources.BlockIo is not { } io) return;

        // Weights are the scheduler's: CFQ of old kernels, BFQ of newer ones, which names the file after itself.
        if (io.Weight is { } weight and > 0) ControlFile.Write(folder, WeightFile(folder), weight);
        if (io.LeafWeight is { } leaf and > 0) ControlFile.Write(folder, "blkio.leaf_weight", leaf);
        foreach (var device in io.WeightDevice ?? [])
        {
            if (device.Weight is { } own) ControlFile.Write(folder, $"{WeightFile(folder)}_device", $"{device.Major}:{device.Minor} {own}");
            if (device.LeafWeight is { } ownLeaf) ControlFile.Write(folder, "blkio.leaf_weight_device", $"{device.Major}:{device.Minor} {ownLeaf}");
        }

        foreach (var (file, devices) in new[]
        {
            ("blkio.throttle.read_bps_device", io.ThrottleReadBpsDevice), ("blkio.throttle.write_bps_device", io.ThrottleWriteBpsDevice),
            ("blkio.throttle.read_iops_device", io.ThrottleReadIopsDevice), ("blkio.throttle.write_iops_device", io.ThrottleWriteIopsDevice),
        })
        {
            foreach (var device in devices ?? []) ControlFile.Write(folder, file, $"{device.Major}:{device.Minor} {device.Rate}");
        }
    }

    public void Read(string folder, CgroupStats stats)
    {
        if (Read(folder, "blkio.throttle.io_service_bytes_recursive", stats, operations: false)) Read(folder, "blkio.throttle.io_serviced_recursive", stats, operations: true);
    }

    // Lines "8:0 Read 4096", and one of the total.
    private static bool Read(string folder, string file, CgroupStats stats, bool operations)
    {
        var rest = CounterFile.Read(folder, file);
        if (rest.IsEmpty) return false;
        stats.CountsIo();
        while (CounterFile.Next(ref rest, (byte)'\n', out var line))
        {
            if (!DeviceNumber.TryRead(ref line, out var major, out var minor) || !CounterFile.Next(ref line, (byte)' ', out var word)) continue;
            var value = CounterFile.Number(line) ?? 0;
            if (word.SequenceEqual("Read"u8)) stats.AddIo(major, minor, operations ? 0 : value, 0, operations ? value : 0, 0);
            else if (word.SequenceEqual("Write"u8)) stats.AddIo(major, minor, 0, operations ? 0 : value, 0, operations ? value : 0);
        }

        return true;
    }

    private static string WeightFile(string folder) => ControlFile.Exists(folder, "blkio.weight") ? "blkio.weight" : "blkio.bfq.weight";
}
