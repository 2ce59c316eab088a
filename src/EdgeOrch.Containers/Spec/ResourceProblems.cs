using EdgeOrch.Containers.Init;

namespace EdgeOrch.Containers.Spec;

/// <summary>What is wrong with limits.</summary>
internal static class ResourceProblems
{
    private const int MaxListLength = 1024;
    private const int MaxUnifiedBytes = 4096;

    /// <summary>Adds each problem by its path.</summary>
    public static void Add(List<SpecProblem> problems, ResourceSpec resources)
    {
        if (resources.Memory is { } memory) Memory(memory, Add);
        if (resources.Cpu is { } cpu) Cpu(cpu, Add);
        if (resources.Pids?.Limit < -1) Add("pids.limit", $"{resources.Pids.Limit} is below -1");
        for (var i = 0; i < (resources.Devices?.Count ?? 0); i++)
        {
            var rule = resources.Devices![i];
            if (rule.Type is not (null or "a" or "b" or "c")) Add($"devices[{i}].type", $"\"{rule.Type}\" is not a, b or c");
            if (rule.Major is < -1 or > 4095 || rule.Minor is < -1 or > 1048575) Add($"devices[{i}]", $"{rule.Major}:{rule.Minor} is no device number");
            if (rule.Access is { } access && (access.Length == 0 || access.Any(c => c is not ('r' or 'w' or 'm')))) Add($"devices[{i}].access", $"\"{access}\" is not of r, w, m");
        }

        if (resources.BlockIo is { } io) BlockIo(io, Add);
        for (var i = 0; i < (resources.HugepageLimits?.Count ?? 0); i++)
        {
            var size = resources.HugepageLimits![i].PageSize;
            if (size.Length is < 3 or > 16 || !size.All(char.IsAsciiLetterOrDigit) || !size.EndsWith('B')) Add($"hugepageLimits[{i}].pageSize", $"\"{size}\" is no size such as 2MB");
        }

        foreach (var link in resources.Network?.Priorities ?? [])
            if (link.Name.Length is 0 or > 15 || link.Name.Any(char.IsWhiteSpace)) Add("network.priorities", $"\"{link.Name}\" is no name of an interface");
        foreach (var device in resources.Rdma?.Keys ?? [])
            if (device.Length is 0 or > 63 || device.Any(char.IsWhiteSpace)) Add("rdma", $"\"{device}\" is no name of a device");
        foreach (var (file, value) in resources.Unified ?? new Dictionary<string, string>())
        {
            if (file.Contains('/', StringComparison.Ordinal) || !file.Contains('.', StringComparison.Ordinal) || file.StartsWith("cgroup.", StringComparison.Ordinal))
                Add("unified", $"\"{file}\" is not the name of a controller's file such as memory.high");
            if (value.Length > MaxUnifiedBytes) Add($"unified.{file}", $"is longer than {MaxUnifiedBytes} bytes");
        }

        void Add(string path, string message) => problems.Add(new SpecProblem($"linux.resources.{path}", message));
    }

    private static void Memory(MemorySpec memory, Action<string, string> add)
    {
        if (memory.Limit is 0 or < -1) add("memory.limit", $"{memory.Limit} is neither positive nor -1");
        if (memory.Swap is { } swap and not -1 && swap < (memory.Limit ?? 0)) add("memory.swap", $"{swap} (memory plus swap) is below the memory limit");
        if (memory.Swap is not null && memory.Limit is null) add("memory.swap", "needs a memory limit");
        if (memory.Reservation < -1) add("memory.reservation", $"{memory.Reservation} is below -1");
        if (memory.Swappiness > 100) add("memory.swappiness", $"{memory.Swappiness} is not within 0 to 100");
    }

    private static void Cpu(CpuSpec cpu, Action<string, string> add)
    {
        if (cpu.Period is < 1000 or > 1_000_000) add("cpu.period", $"{cpu.Period} is not within 1000 to 1000000");
        if (cpu.Quota is < 1000 and not -1) add("cpu.quota", $"{cpu.Quota} is neither -1 nor at least 1000");
        if (cpu.Shares is < 2 or > 262144) add("cpu.shares", $"{cpu.Shares} is not within 2 to 262144");
        if (cpu.Idle is not (null or 0 or 1)) add("cpu.idle", $"{cpu.Idle} is not 0 or 1");
        foreach (var (name, list) in new[] { ("cpus", cpu.Cpus), ("mems", cpu.Mems) })
            if (list is { Length: > 0 } && (list.Length > MaxListLength || Scheduling.Processors(list) is null)) add($"cpu.{name}", $"\"{list}\" is no list such as 0-2,7");
    }

    private static void BlockIo(BlockIoSpec io, Action<string, string> add)
    {
        foreach (var (name, weight) in new[] { ("weight", io.Weight), ("leafWeight", io.LeafWeight) })
            if (weight is > 0 and < 10 or > 1000) add($"blockIO.{name}", $"{weight} is not within 10 to 1000");
        for (var i = 0; i < (io.WeightDevice?.Count ?? 0); i++)
        {
            foreach (var weight in (ushort?[])[io.WeightDevice![i].Weight, io.WeightDevice[i].LeafWeight])
                if (weight is < 10 or > 1000) add($"blockIO.weightDevice[{i}]", $"{weight} is not within 10 to 1000");
        }
    }
}
