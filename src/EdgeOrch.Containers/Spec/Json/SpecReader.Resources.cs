namespace EdgeOrch.Containers.Spec.Json;

/// <content>Limits.</content>
public static partial class SpecReader
{
    private static ResourceSpec Resources(ref JsonCursor json) => json.Object(new ResourceSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "memory": value.Memory = Memory(ref json); break;
            case "cpu": value.Cpu = Cpu(ref json); break;
            case "pids": value.Pids = Pids(ref json); break;
            case "devices": value.Devices = json.List(DeviceRule); break;
            case "blockIO": value.BlockIo = BlockIo(ref json); break;
            case "hugepageLimits": value.HugepageLimits = json.List(HugepageLimit); break;
            case "network": value.Network = NetworkClass(ref json); break;
            case "rdma": value.Rdma = json.Map(Rdma); break;
            case "unified": value.Unified = json.Map(Text); break;
            default: json.Skip(); break;
        }
    });

    private static MemorySpec Memory(ref JsonCursor json) => json.Object(new MemorySpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "limit": value.Limit = json.Number<long>(); break;
            case "swap": value.Swap = json.Number<long>(); break;
            case "reservation": value.Reservation = json.Number<long>(); break;
            case "kernel": value.Kernel = json.Number<long>(); break;
            case "kernelTCP": value.KernelTcp = json.Number<long>(); break;
            case "swappiness": value.Swappiness = json.Number<ulong>(); break;
            case "disableOOMKiller": value.DisableOomKiller = json.Flag(); break;
            case "useHierarchy": value.UseHierarchy = json.Flag(); break;
            case "checkBeforeUpdate": value.CheckBeforeUpdate = json.Flag(); break;
            default: json.Skip(); break;
        }
    });

    private static CpuSpec Cpu(ref JsonCursor json) => json.Object(new CpuSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "quota": value.Quota = json.Number<long>(); break;
            case "period": value.Period = json.Number<ulong>(); break;
            case "shares": value.Shares = json.Number<ulong>(); break;
            case "cpus": value.Cpus = json.Text(); break;
            case "mems": value.Mems = json.Text(); break;
            case "burst": value.Burst = json.Number<ulong>(); break;
            case "realtimeRuntime": value.RealtimeRuntime = json.Number<long>(); break;
            case "realtimePeriod": value.RealtimePeriod = json.Number<ulong>(); break;
            case "idle": value.Idle = json.Number<long>(); break;
            default: json.Skip(); break;
        }
    });

    private static PidsSpec Pids(ref JsonCursor json) => json.Object(new PidsSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "limit": value.Limit = json.Number<long>(); break;
            default: json.Skip(); break;
        }
    });

    private static DeviceRuleSpec DeviceRule(ref JsonCursor json) => json.Object(new DeviceRuleSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "allow": value.Allow = json.Flag(); break;
            case "type": value.Type = json.Text(); break;
            case "major": value.Major = json.Number<long>(); break;
            case "minor": value.Minor = json.Number<long>(); break;
            case "access": value.Access = json.Text(); break;
            default: json.Skip(); break;
        }
    });

    private static BlockIoSpec BlockIo(ref JsonCursor json) => json.Object(new BlockIoSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "weight": value.Weight = json.Number<ushort>(); break;
            case "leafWeight": value.LeafWeight = json.Number<ushort>(); break;
            case "weightDevice": value.WeightDevice = json.List(WeightDevice); break;
            case "throttleReadBpsDevice": value.ThrottleReadBpsDevice = json.List(ThrottleDevice); break;
            case "throttleWriteBpsDevice": value.ThrottleWriteBpsDevice = json.List(ThrottleDevice); break;
            case "throttleReadIOPSDevice": value.ThrottleReadIopsDevice = json.List(ThrottleDevice); break;
            case "throttleWriteIOPSDevice": value.ThrottleWriteIopsDevice = json.List(ThrottleDevice); break;
            default: json.Skip(); break;
        }
    });

    private static WeightDeviceSpec WeightDevice(ref JsonCursor json) => json.Object(new WeightDeviceSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "major": value.Major = json.Number<long>(); break;
            case "minor": value.Minor = json.Number<long>(); break;
            case "weight": value.Weight = json.Number<ushort>(); break;
            case "leafWeight": value.LeafWeight = json.Number<ushort>(); break;
            default: json.Skip(); break;
        }
    });

    private static ThrottleDeviceSpec ThrottleDevice(ref JsonCursor json) => json.Object(new ThrottleDeviceSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "major": value.Major = json.Number<long>(); break;
            case "minor": value.Minor = json.Number<long>(); break;
            case "rate": value.Rate = json.Number<ulong>(); break;
            default: json.Skip(); break;
        }
    });

    private static HugepageLimitSpec HugepageLimit(ref JsonCursor json) => json.Object(new HugepageLimitSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "pageSize": value.PageSize = json.Text(); break;
            case "limit": value.Limit = json.Number<ulong>(); break;
            default: json.Skip(); break;
        }
    });

    private static NetworkClassSpec NetworkClass(ref JsonCursor json) => json.Object(new NetworkClassSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "classID": value.ClassId = json.Number<uint>(); break;
            case "priorities": value.Priorities = json.List(InterfacePriority); break;
            default: json.Skip(); break;
        }
    });

    private static InterfacePrioritySpec InterfacePriority(ref JsonCursor json) => json.Object(new InterfacePrioritySpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "name": value.Name = json.Text(); break;
            case "priority": value.Priority = json.Number<uint>(); break;
            default: json.Skip(); break;
        }
    });

    private static RdmaSpec Rdma(ref JsonCursor json) => json.Object(new RdmaSpec(), static (ref json, value, field) =>
    {
        switch (field)
        {
            case "hcaHandles": value.HcaHandles = json.Number<uint>(); break;
            case "hcaObjects": value.HcaObjects = json.Number<uint>(); break;
            default: json.Skip(); break;
        }
    });
}
