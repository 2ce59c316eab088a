using System.Diagnostics;
using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Tests.Cgroups;

public sealed class CgroupStatsTests : IDisposable
{
    private readonly BusyboxRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void ReadStats_BusyContainerWithLimits_CountsItAll()
    {
        var spec = _root.Shell("head -c 5000000 /dev/zero > /data/file; head -c 5000000 /data/file > /dev/null; while :; do :; done");
        spec = spec with
        {
            Linux = spec.Linux with
            {
                Resources = new ResourceSpec { Memory = new MemorySpec { Limit = 64 << 20 }, Pids = new PidsSpec { Limit = 17 }, Cpu = new CpuSpec { Quota = 5000, Period = 20000 } },
            },
        };
        var container = ContainerRuntime.Create(BusyboxRoot.NewId(), spec, _root.Overlay());
        try
        {
            container.Start();
            var stats = new CgroupStats();
            var patience = Stopwatch.StartNew();
            do container.ReadStats(stats);
            while ((stats.ThrottledPeriods is null or < 3 || stats.MemoryPeakBytes is null or < 1 << 20) && patience.Elapsed < Run.Patience);

            Assert.InRange(stats.CpuNanoseconds!.Value, 1, long.MaxValue);
            Assert.InRange(stats.CpuUserNanoseconds!.Value + stats.CpuSystemNanoseconds!.Value, 1, stats.CpuNanoseconds.Value * 2);
            Assert.InRange(stats.ThrottledPeriods!.Value, 3, stats.CpuPeriods!.Value);
            Assert.InRange(stats.ThrottledNanoseconds!.Value, 1, long.MaxValue);
            Assert.Equal((64L << 20, 17, 0), (stats.MemoryLimitBytes, stats.PidsLimit, stats.OomKills));
            Assert.InRange(stats.Pids!.Value, 1, 17);
            Assert.InRange(stats.MemoryWorkingSetBytes!.Value, 1, stats.MemoryBytes!.Value);
            Assert.InRange(stats.MemoryPeakBytes!.Value, stats.MemoryBytes.Value / 2, 64 << 20);

            // A network of its own with nothing but loopback.
            Assert.Empty(stats.Network!);
        }
        finally
        {
            container.Delete();
        }
    }

    [Fact]
    public void ReadStats_HostNetwork_HasNoTrafficOfItsOwn()
    {
        var container = ContainerRuntime.Create(BusyboxRoot.NewId(), _root.Shell("exec sleep 100", hostNetwork: true), _root.Overlay());
        try
        {
            container.Start();
            Assert.Null(container.ReadStats().Network);
        }
        finally
        {
            container.Delete();
        }

        // And nothing of anything once it is gone.
        var gone = container.ReadStats();
        Assert.Equal((null, null, null, null), (gone.MemoryBytes, gone.CpuNanoseconds, gone.Pids, gone.CpuPressure));
    }

    [Fact]
    public void ReadStats_Again_AllocatesNothing()
    {
        var container = ContainerRuntime.Create(BusyboxRoot.NewId(), _root.Shell("exec sleep 100"), _root.Overlay());
        try
        {
            container.Start();
            var stats = new CgroupStats();
            for (var i = 0; i < 100; i++) container.ReadStats(stats);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var began = Stopwatch.GetTimestamp();
            const int Times = 1000;
            for (var i = 0; i < Times; i++) container.ReadStats(stats);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            TestContext.Current.TestOutputHelper?.WriteLine($"{Stopwatch.GetElapsedTime(began).TotalMicroseconds / Times:0} µs a reading");
            Assert.Equal(0, allocated);
        }
        finally
        {
            container.Delete();
        }
    }

    [Fact]
    public void Read_FilesOfVersion2_AreUnderstood()
    {
        var folder = _root.Folder("v2");
        Write("memory.current", "10485760\n");
        Write("memory.peak", "20971520\n");
        Write("memory.max", "max\n");
        Write("memory.events", "low 0\nhigh 0\nmax 7\noom 1\noom_kill 2\noom_group_kill 0\n");
        Write("memory.stat", "anon 5000000\nfile 4000000\ninactive_file 3000000\nactive_file 1000000\n");
        Write("cpu.stat", "usage_usec 12\nuser_usec 7\nsystem_usec 5\nnr_periods 9\nnr_throttled 4\nthrottled_usec 3\n");
        Write("io.stat", "8:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n253:1 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0\n");
        Write("cpu.pressure", "some avg10=1.50 avg60=2.25 avg300=0.00 total=123456\nfull avg10=0.50 avg60=0.00 avg300=0.01 total=42\n");
        var stats = new CgroupStats();
        foreach (var controller in new ICgroupController[] { new Containers.Cgroups.V2.MemoryController(), new Containers.Cgroups.V2.CpuController(), new Containers.Cgroups.V2.IoController() })
            controller.Read(folder, stats);

        Assert.Equal((10485760, 7485760, 20971520, null), (stats.MemoryBytes, stats.MemoryWorkingSetBytes, stats.MemoryPeakBytes, stats.MemoryLimitBytes));
        Assert.Equal((2, 7, 4000000), (stats.OomKills, stats.MemoryLimitHits, stats.CacheBytes));
        Assert.Equal((12000, 7000, 5000), (stats.CpuNanoseconds, stats.CpuUserNanoseconds, stats.CpuSystemNanoseconds));
        Assert.Equal((9, 4, 3000), (stats.CpuPeriods, stats.ThrottledPeriods, stats.ThrottledNanoseconds));
        Assert.Equal([new DeviceIo(8, 0, 4096, 8192, 1, 2), new DeviceIo(253, 1, 1, 2, 3, 4)], stats.Io!);
        Assert.Equal(new Pressure(new PressureTime(1.5, 2.25, 0, 123456), new PressureTime(0.5, 0, 0.01, 42)), PressureFile.Read(folder, "cpu.pressure"));
        Assert.Null(PressureFile.Read(folder, "io.pressure"));

        void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
    }

    [Fact]
    public void Read_BlockDevicesOfVersion1_AreUnderstood()
    {
        var folder = _root.Folder("v1");
        File.WriteAllText(Path.Combine(folder, "blkio.throttle.io_service_bytes_recursive"), "8:0 Read 4096\n8:0 Write 8192\n8:0 Sync 12288\n8:0 Total 12288\nTotal 12288\n");
        File.WriteAllText(Path.Combine(folder, "blkio.throttle.io_serviced_recursive"), "8:0 Read 1\n8:0 Write 2\nTotal 3\n");
        var stats = new CgroupStats();
        new Containers.Cgroups.V1.BlockIoController().Read(folder, stats);
        Assert.Equal([new DeviceIo(8, 0, 4096, 8192, 1, 2)], stats.Io!);
    }
}
