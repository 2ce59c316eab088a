using System.Text.Json.Serialization;

namespace EdgeOrch.Agent.Edgerun;

/// <summary>One line of <c>edgerun events</c>, in the words of runc, which callers read; numbers that nothing counts are left out.</summary>
/// <param name="Type">Always <c>stats</c>.</param>
/// <param name="Id">The container.</param>
/// <param name="Data">What it uses.</param>
internal sealed record UsageEvent(string Type, string Id, Usage Data);

/// <summary>What a container uses at one moment.</summary>
internal sealed record Usage(UsageCpu Cpu, UsageMemory Memory, UsagePids Pids);

/// <summary>Processor time.</summary>
internal sealed record UsageCpu(UsageTotal Usage);

/// <summary>Processor time.</summary>
/// <param name="Total">Since the start, in nanoseconds.</param>
internal sealed record UsageTotal(long? Total);

/// <summary>Memory.</summary>
internal sealed record UsageMemory(UsageBytes Usage);

/// <summary>Memory.</summary>
/// <param name="Usage">Now, page cache included, in bytes.</param>
internal sealed record UsageBytes(long? Usage);

/// <summary>Tasks.</summary>
/// <param name="Current">Alive now.</param>
internal sealed record UsagePids(long? Current);

/// <summary>JSON on one line.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UsageEvent))]
[JsonSerializable(typeof(IReadOnlyList<int>))]
internal sealed partial class UsageJsonContext : JsonSerializerContext;
