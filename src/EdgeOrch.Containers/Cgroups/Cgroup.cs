using System.Globalization;
using EdgeOrch.Containers.Kernel;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Cgroups;

/// <summary>The cgroup of one container: one folder in each hierarchy that has a controller we use.</summary>
internal sealed class Cgroup
{
    private const int SigKill = 9;
    private const string FreezerState = "freezer.state";
    private static readonly TimeSpan s_freezing = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    private readonly List<(ICgroupController Controller, string Folder)> _controllers = [];
    private readonly List<string> _folders = [];
    private readonly string? _v2Mount;
    private readonly string? _v2Folder;
    private readonly IReadOnlyList<string> _v2HandedDown = [];
    private readonly string? _freezer;

    /// <param name="mounts">The machine's hierarchies.</param>
    /// <param name="path">Path below each hierarchy, such as <c>/edgeorch/web</c>.</param>
    public Cgroup(CgroupMounts mounts, string path)
    {
        Path = path.Trim('/');
        Mounts = mounts;
        ICgroupController[] v1 =
        [
            new V1.MemoryController(), new V1.CpuController(), new V1.CpuAccountingController(), new V1.PidsController(),
            new V1.DevicesController(), new V1.TrackingController("freezer"), new V1.TrackingController("systemd"), new V1.BlockIoController(), new V1.HugepageController(),
            new V1.NetworkClassController(), new V1.NetworkPriorityController(), new V1.RdmaController(), new V1.TrackingController("perf_event"), new V1.CpusetController(),
        ];
        foreach (var controller in v1)
        {
            if (!mounts.V1.TryGetValue(controller.Name, out var mount)) continue;
            var folder = $"{mount}/{Path}";
            _controllers.Add((controller, folder));
            if (!_folders.Contains(folder)) _folders.Add(folder);
            if (controller.Name == "freezer") _freezer = folder;
        }

        if (mounts.V2 is null) return;
        _v2Mount = mounts.V2;
        _v2Folder = $"{mounts.V2}/{Path}";
        _folders.Add(_v2Folder);
        ICgroupController[] v2 = [new V2.MemoryController(), new V2.CpuController(), new V1.PidsController(), new V2.CpusetController(), new V2.IoController(), new V2.HugepageController(), new V1.RdmaController()];
        foreach (var controller in v2)
            if (mounts.V2Controllers.Contains(controller.Name)) _controllers.Add((controller, _v2Folder));
        _v2HandedDown = [.. _controllers.Where(c => c.Folder == _v2Folder).Select(c => c.Controller.Name)];
        if (!mounts.V1.ContainsKey("devices")) _controllers.Add((new V2.DevicesController(), _v2Folder));
    }

    /// <summary>The machine's hierarchies.</summary>
    public CgroupMounts Mounts { get; }

    /// <summary>Path below each hierarchy, without a leading slash.</summary>
    public string Path { get; }

    /// <summary>
    /// The files of version 1 by which a single-threaded process joins, writing 0 into each: not <c>cgroup.procs</c>, for which the
    /// kernel stops every fork and exit of the machine and may wait tens of milliseconds until none is under way (a thread
    /// that moves itself needs neither: <c>cgroup_procs_write_start</c> in the kernel's cgroup.c).
    /// </summary>
    public IEnumerable<string> TaskFiles => _folders.Where(folder => folder != _v2Folder).Select(folder => $"{folder}/tasks");

    /// <summary>The folder of version 2, into which a process is born (CLONE_INTO_CGROUP) for the same reason; null when there is none.</summary>
    public string? V2Folder => _v2Folder;

    /// <summary>True when a folder of it exists.</summary>
    public bool Exists => _folders.Exists(Directory.Exists);

    /// <summary>Makes the folders and writes the limits.</summary>
    /// <exception cref="ContainerException">A process lives in it already, or the kernel refused a limit; nothing is left.</exception>
    public void Create(LinuxSpec spec)
    {
        if (Processes().Count > 0) throw new ContainerException($"cgroup \"{Path}\" is in use by pid {Processes()[0]}");
        try
        {
            foreach (var folder in _folders) MakeFolder(folder);
            Apply(spec, devices: true);
        }
        catch (Exception failure) when (failure is ContainerException or IOException or UnauthorizedAccessException)
        {
            TryRemove(TimeSpan.Zero);
            throw failure as ContainerException ?? new ContainerException($"mkdir cgroup \"{Path}\": {failure.Message}", failure);
        }
    }

    /// <summary>Writes other limits; what the specification does not name stays, and so do the rules for devices.</summary>
    /// <exception cref="ContainerException">The kernel refused a limit.</exception>
    public void Update(ResourceSpec resources)
    {
        Apply(new LinuxSpec { Resources = resources }, devices: false);
    }

    /// <summary>Pids inside, as this process sees them; empty when the cgroup does not exist.</summary>
    public List<int> Processes()
    {
        var pids = new HashSet<int>();
        foreach (var folder in _folders)
        {
            foreach (var line in (ControlFile.Read(folder, "cgroup.procs") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
                if (int.TryParse(line, CultureInfo.InvariantCulture, out var pid) && pid > 0) pids.Add(pid);
        }

        return [.. pids];
    }

    /// <summary>Kills every process inside.</summary>
    public void Kill()
    {
        if (_v2Folder is not null && _controllers.TrueForAll(c => c.Folder == _v2Folder)
            && ControlFile.TryWrite(_v2Folder, "cgroup.kill", "1") == 0) return;

        // Frozen, nothing forks and no pid is reused between reading it and the signal.
        if (_freezer is not null) ControlFile.TryWrite(_freezer, "freezer.state", "FROZEN");
        try
        {
            foreach (var pid in Processes()) Libc.TryKill(pid, SigKill);
        }
        finally
        {
            if (_freezer is not null) ControlFile.TryWrite(_freezer, "freezer.state", "THAWED");
        }
    }

    /// <summary>Whether everything inside stands still.</summary>
    public bool IsFrozen =>
        _freezer is not null ? ControlFile.Read(_freezer, FreezerState) is "FROZEN" or "FREEZING"
        : _v2Folder is not null && ControlFile.ReadKey(_v2Folder, "cgroup.events", "frozen") == 1;

    /// <summary>Lets everything inside stand still, or go on.</summary>
    /// <exception cref="ContainerException">The machine has no freezer, or the kernel did not do it in time.</exception>
    public void Freeze(bool frozen)
    {
        if (_freezer is not null) ControlFile.Write(_freezer, FreezerState, frozen ? "FROZEN" : "THAWED");
        else if (_v2Folder is not null) ControlFile.Write(_v2Folder, "cgroup.freeze", frozen ? 1 : 0);
        else throw new ContainerException($"cgroup \"{Path}\": this machine has no freezer");

        // A task in an uninterruptible call of the kernel stands still when that ends.
        var deadline = Environment.TickCount64 + (long)s_freezing.TotalMilliseconds;
        while (!(frozen ? IsStill : !IsFrozen))
        {
            if (Environment.TickCount64 >= deadline) throw new ContainerException($"cgroup \"{Path}\": not {(frozen ? "frozen" : "thawed")} within {s_freezing.TotalSeconds:0} s");
            Libc.Pause(s_pause);
        }
    }

    /// <summary>How many processes inside the kernel killed for want of memory.</summary>
    public long OomKills
    {
        get
        {
            var stats = new CgroupStats();
            foreach (var (controller, folder) in _controllers)
            {
                if (controller is V1.MemoryController) V1.MemoryController.ReadOomKills(folder, stats);
                if (controller is V2.MemoryController) V2.MemoryController.ReadOomKills(folder, stats);
            }

            return stats.OomKills;
        }
    }

    /// <summary>Reads what is used now.</summary>
    public void Read(CgroupStats stats)
    {
        stats.Clear();
        foreach (var (controller, folder) in _controllers) controller.Read(folder, stats);
        if (_v2Folder is null) return;

        // Of the unified hierarchy, also where it has no controllers.
        stats.CpuPressure = PressureFile.Read(_v2Folder, "cpu.pressure");
        stats.MemoryPressure = PressureFile.Read(_v2Folder, "memory.pressure");
        stats.IoPressure = PressureFile.Read(_v2Folder, "io.pressure");
    }

    /// <summary>All keys of <c>memory.stat</c>.</summary>
    public Dictionary<string, long> ReadMemoryDetails()
    {
        var details = new Dictionary<string, long>(StringComparer.Ordinal);
        if (_controllers.Find(c => c.Controller.Name == "memory") is not { Controller: not null, Folder: var folder }) return details;
        var rest = CounterFile.Read(folder, "memory.stat");
        while (CounterFile.NextKey(ref rest, out var key, out var value))
            if (!key.IsEmpty) details[System.Text.Encoding.ASCII.GetString(key)] = value;
        return details;
    }

    /// <summary>Kills what is inside and removes the folders; false when processes outlive the time.</summary>
    public bool TryRemove(TimeSpan timeout)
    {
        var deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (true)
        {
            // The kernel keeps a folder that has processes.
            var left = _folders.Count(folder => !RemoveFolder(folder));
            if (left == 0) return true;
            if (Processes().Count > 0) Kill();
            if (Environment.TickCount64 >= deadline) return false;
            Libc.Pause(s_pause);
        }
    }

    /// <summary>Removes the folders that hold neither processes nor cgroups; the others stay.</summary>
    public void RemoveIfEmpty()
    {
        foreach (var folder in _folders) Libc.TryRemoveFolder(folder);
    }

    // FREEZING is on the way there.
    private bool IsStill => _freezer is not null ? ControlFile.Read(_freezer, FreezerState) == "FROZEN" : IsFrozen;

    private void Apply(LinuxSpec spec, bool devices)
    {
        RefuseUncontrolled(spec.Resources);
        foreach (var (controller, folder) in _controllers)
            if (devices || controller.Name != "devices") controller.Apply(folder, spec);
        foreach (var (file, value) in spec.Resources.Unified ?? new Dictionary<string, string>())
        {
            if (_v2Folder is null || !ControlFile.Exists(_v2Folder, file)) throw new ContainerException($"linux.resources.unified: this machine has no \"{file}\"");
            ControlFile.Write(_v2Folder, file, value);
        }
    }

    // A limit that nobody enforces would be a promise broken.
    private void RefuseUncontrolled(ResourceSpec limits)
    {
        Needs(limits.Memory is not null, "memory", "memory");
        Needs(limits.Pids is not null, "pids", "pids");
        Needs(limits.Cpu is { } cpu && (cpu.Quota ?? cpu.RealtimeRuntime ?? cpu.Idle) is not null, "cpu", "cpu");
        Needs(limits.Cpu is { Cpus.Length: > 0 } or { Mems.Length: > 0 }, "cpu.cpus", "cpuset");
        Needs(limits.BlockIo is not null, "blockIO", "blkio", "io");
        Needs(limits.HugepageLimits is { Count: > 0 }, "hugepageLimits", "hugetlb");
        Needs(limits.Network?.ClassId is not null, "network.classID", "net_cls");
        Needs(limits.Network?.Priorities is { Count: > 0 }, "network.priorities", "net_prio");
        Needs(limits.Rdma is { Count: > 0 }, "rdma", "rdma");
        NeedsVersion1(limits.Memory?.Swappiness is not null, "memory.swappiness", "memory");
        NeedsVersion1(limits.Memory?.KernelTcp is > 0, "memory.kernelTCP", "memory");
        NeedsVersion1(limits.Memory?.DisableOomKiller is true, "memory.disableOOMKiller", "memory");
        NeedsVersion1(limits.Cpu?.RealtimeRuntime is > 0, "cpu.realtimeRuntime", "cpu");
        NeedsVersion1(limits.BlockIo is { } io && (io.LeafWeight is > 0 || io.WeightDevice?.Any(device => device.LeafWeight is not null) is true), "blockIO.leafWeight", "blkio");

        void Needs(bool isAsked, string field, params ReadOnlySpan<string> controllers)
        {
            if (!isAsked) return;
            foreach (var name in controllers)
                if (_controllers.Exists(c => c.Controller.Name == name)) return;
            throw new ContainerException($"linux.resources.{field}: this machine has no cgroup controller \"{controllers[^1]}\"");
        }

        void NeedsVersion1(bool isAsked, string field, string controller)
        {
            if (isAsked && !Mounts.V1.ContainsKey(controller)) throw new ContainerException($"linux.resources.{field}: cgroup version 2 has no such limit");
        }
    }

    private void MakeFolder(string folder)
    {
        if (folder == _v2Folder)
        {
            // Controllers reach a folder only when every folder above hands them down.
            var current = _v2Mount!;
            foreach (var part in Path.Split('/'))
            {
                foreach (var controller in _v2HandedDown) ControlFile.TryWrite(current, "cgroup.subtree_control", $"+{controller}");
                current = $"{current}/{part}";
                Directory.CreateDirectory(current);
            }
        }

        var errno = Libc.TryMakeFolder(folder);
        if (errno == 0) return;

        // A cgroup left over from before keeps its limits: begin with a fresh one.
        if (errno == Errno.Exists) RemoveFolder(folder);
        Directory.CreateDirectory(folder);
    }

    private static bool RemoveFolder(string folder)
    {
        if (Libc.TryRemoveFolder(folder) is 0 or Errno.NoEntry) return true;
        try
        {
            foreach (var child in Directory.GetDirectories(folder)) RemoveFolder(child);
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }

        return Libc.TryRemoveFolder(folder) is 0 or Errno.NoEntry;
    }
}
