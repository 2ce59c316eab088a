namespace EdgeOrch.Containers.Cgroups;

/// <summary>
/// What a container uses at one moment. Null is what this machine does not count, which is not the same as 0. One object may be read
/// into again and again: a reading of a container allocates nothing then.
/// </summary>
public sealed class CgroupStats
{
    private readonly List<DeviceIo> _io = [];
    private readonly List<InterfaceTraffic> _network = [];
    private bool _countsIo;
    private bool _countsNetwork;

    /// <summary>Processor time since the start, in nanoseconds.</summary>
    public long? CpuNanoseconds { get; internal set; }

    /// <summary>Of that in the container's own code.</summary>
    public long? CpuUserNanoseconds { get; internal set; }

    /// <summary>Of that in the kernel.</summary>
    public long? CpuSystemNanoseconds { get; internal set; }

    /// <summary>Periods in which it ran under a quota; see <see cref="ThrottledPeriods"/>.</summary>
    public long? CpuPeriods { get; internal set; }

    /// <summary>Periods in which its quota was used up and it stood still.</summary>
    public long? ThrottledPeriods { get; internal set; }

    /// <summary>How long it stood still for that, over all processors, in nanoseconds.</summary>
    public long? ThrottledNanoseconds { get; internal set; }

    /// <summary>Memory charged to it, page cache included, in bytes.</summary>
    public long? MemoryBytes { get; internal set; }

    /// <summary>Memory that it needs: all but the page cache that nobody has used lately, which the kernel takes back first.</summary>
    public long? MemoryWorkingSetBytes => MemoryBytes - InactiveFileBytes is { } bytes ? Math.Max(0, bytes) : null;

    /// <summary>Page cache that nobody has used lately, in bytes.</summary>
    public long? InactiveFileBytes { get; internal set; }

    /// <summary>Page cache, in bytes.</summary>
    public long? CacheBytes { get; internal set; }

    /// <summary>The most that was charged to it at once, in bytes.</summary>
    public long? MemoryPeakBytes { get; internal set; }

    /// <summary>Its limit, in bytes; null when there is none.</summary>
    public long? MemoryLimitBytes { get; internal set; }

    /// <summary>Swap that it uses, in bytes.</summary>
    public long? SwapBytes { get; internal set; }

    /// <summary>How often it came to its limit.</summary>
    public long? MemoryLimitHits { get; internal set; }

    /// <summary>Processes killed for want of memory since the start.</summary>
    public long OomKills { get; internal set; }

    /// <summary>Tasks alive.</summary>
    public long? Pids { get; internal set; }

    /// <summary>The most that may be; null when there is no limit.</summary>
    public long? PidsLimit { get; internal set; }

    /// <summary>How long tasks waited for a processor; <c>full</c> is not told of processors by older kernels.</summary>
    public Pressure? CpuPressure { get; internal set; }

    /// <summary>How long tasks waited for memory.</summary>
    public Pressure? MemoryPressure { get; internal set; }

    /// <summary>How long tasks waited for block devices.</summary>
    public Pressure? IoPressure { get; internal set; }

    /// <summary>Traffic with block devices; null when nothing counts it, empty when there was none.</summary>
    public IReadOnlyList<DeviceIo>? Io => _countsIo ? _io : null;

    /// <summary>Traffic of the container's own interfaces but loopback; null when it has none of its own.</summary>
    public IReadOnlyList<InterfaceTraffic>? Network => _countsNetwork ? _network : null;

    internal void Clear()
    {
        CpuNanoseconds = CpuUserNanoseconds = CpuSystemNanoseconds = CpuPeriods = ThrottledPeriods = ThrottledNanoseconds = null;
        MemoryBytes = InactiveFileBytes = CacheBytes = MemoryPeakBytes = MemoryLimitBytes = SwapBytes = MemoryLimitHits = Pids = PidsLimit = null;
        CpuPressure = MemoryPressure = IoPressure = null;
        OomKills = 0;
        (_countsIo, _countsNetwork) = (false, false);
        _io.Clear();
        _network.Clear();
    }

    internal void CountsIo() => _countsIo = true;

    internal void AddIo(int major, int minor, long readBytes, long writtenBytes, long reads, long writes)
    {
        // Version 1 tells bytes and operations in two files.
        for (var i = 0; i < _io.Count; i++)
        {
            var known = _io[i];
            if (known.Major != major || known.Minor != minor) continue;
            _io[i] = known with
            {
                ReadBytes = known.ReadBytes + readBytes, WrittenBytes = known.WrittenBytes + writtenBytes, Reads = known.Reads + reads, Writes = known.Writes + writes,
            };
            return;
        }

        _io.Add(new DeviceIo(major, minor, readBytes, writtenBytes, reads, writes));
    }

    internal void CountsNetwork() => _countsNetwork = true;

    internal void Add(InterfaceTraffic traffic) => _network.Add(traffic);
}
