using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Escapes;

/// <summary>What root inside may not do to the machine.</summary>
public sealed class PrivilegeTests : EscapeTest
{
    private const string Reboot = "reboot 0xfee1dead 672274793 0x89abcdef 0";

    // Needs a capability that the profile does not give. Each argument is one that harms nothing if it should work.
    [RuntimeTheory]
    [InlineData("mount @none @/mnt @tmpfs 0 0")]
    [InlineData("mount @cgroup @/mnt @cgroup 0 @pids")]
    [InlineData("mount @proc @/mnt @proc 0 0")]
    [InlineData("umount2 @/proc 2")]
    [InlineData("fsopen @tmpfs 0")]
    [InlineData("open_tree -100 @/ 0x1")]
    [InlineData("pivot_root @/ @/")]
    [InlineData("unshare 0x20000")]
    [InlineData("unshare 0x40000000")]
    [InlineData("unshare 0x2000000")]
    [InlineData("open_by_handle_at -100 ^128 0")]
    [InlineData("bpf 5 ^120 120")]
    [InlineData("init_module @x 1 @")]
    [InlineData("finit_module 0 @ 0")]
    [InlineData("kexec_load 0 0 0 0x3e0000")]
    [InlineData(Reboot)]
    [InlineData("swapon @/bin/busybox 0")]
    [InlineData("settimeofday ^16 0")]
    [InlineData("syslog 3 ^64 64")]
    [InlineData("sethostname @x 1")]
    [InlineData("setdomainname @x 1")]
    [InlineData("quotactl 0x800002 @/dev/none 0 0")]
    [InlineData("vhangup")]
    public void Call_NeedsACapability_IsDenied(string call) => Assert.StartsWith("E", Container.Shows($"sys {call}"), StringComparison.Ordinal);

    [RuntimeTheory]
    [InlineData(2, 3, 1)]
    [InlineData(17, 3, 768)]
    public void RawSocket_WithoutNetRaw_IsDenied(int family, int type, int protocol)
    {
        ConfigJson.Capabilities(Container.Process, "CHOWN", "KILL");
        Assert.Equal("EPERM", Container.Shows($"sys socket {family} {type} {protocol}"));
    }

    [RuntimeTheory]
    [InlineData("/proc/sys/kernel/core_pattern")]
    [InlineData("/proc/sys/kernel/modprobe")]
    [InlineData("/proc/sys/vm/panic_on_oom")]
    [InlineData("/proc/sys/kernel/hostname")]
    [InlineData("/proc/sys/fs/binfmt_misc/register")]
    [InlineData("/proc/sysrq-trigger")]
    [InlineData("/proc/irq/0/smp_affinity")]
    [InlineData("/proc/kcore")]
    [InlineData("/sys/kernel/uevent_helper")]
    [InlineData("/sys/kernel/mm/transparent_hugepage/enabled")]
    [InlineData("/sys/module/printk/parameters/time")]
    [InlineData("/sys/power/state")]
    public void KernelFile_OpenedForWriting_IsDenied(string path) => Assert.StartsWith("E", Container.Shows($"sys openat -100 @{path} 2").Split('\n')[0] is var seen && path == "/proc/kcore" && seen == "3" ? Container.Shows("test -s /proc/kcore || echo EMPTY") : seen, StringComparison.Ordinal);

    // 8:0 and the machine's own disk, kernel memory, I/O ports, the TUN device and FUSE.
    [RuntimeTheory]
    [InlineData("0x6000", 8, 0)]
    [InlineData("0x6000", -1, -1)]
    [InlineData("0x2000", 1, 1)]
    [InlineData("0x2000", 1, 4)]
    [InlineData("0x2000", 1, 11)]
    [InlineData("0x2000", 10, 229)]
    [InlineData("0x2000", 4, 0)]
    public void DeviceOfTheHost_MadeByTheWorkload_DoesNotOpen(string type, int major, int minor) => AssertDoesNotOpen(type, major, minor);

    [RuntimeTheory]
    [InlineData("0x6000", -1, -1)]
    [InlineData("0x2000", 1, 1)]
    public void DeviceOfTheHost_BundleHasNoDeviceRules_DoesNotOpen(string type, int major, int minor)
    {
        Container.Linux["resources"] = new System.Text.Json.Nodes.JsonObject();
        AssertDoesNotOpen(type, major, minor);
    }

    [RuntimeFact]
    public void DeviceOfTheHost_MadeWithinExec_DoesNotOpen()
    {
        Container.Launch("exec sleep 100");
        Assert.StartsWith("E", Container.Exec($"sys mknodat -100 @/tmp/made $((0x6000 | 0600)) $((({Disk.Major} << 8) | {Disk.Minor})) > /dev/null; sys openat -100 @/tmp/made 0"), StringComparison.Ordinal);
    }

    [RuntimeFact]
    public void Dev_HasNoDeviceOfTheHost() => Assert.Equal("", Container.Shows("ls /dev | grep -vE '^(null|zero|full|random|urandom|tty|ptmx|pts|shm|mqueue|console|fd|stdin|stdout|stderr|core)$'; true"));

    [RuntimeFact]
    public void ParentProcess_IsNotSeenNorTraced() => Assert.Equal("0 0 ESRCH ESRCH", Container.Shows($"echo $(cut -d' ' -f4 /proc/1/stat) $(sys getppid , exec true | head -n 1 > /dev/null; awk '/^PPid/ {{ print $2 }}' /proc/1/status) $(sys ptrace 16 {Environment.ProcessId}) $(sys kill {Environment.ProcessId} 0)"));

    // Keys of the caller's session are his own.
    [RuntimeFact]
    public void SessionKeyring_IsNotTheCallers()
    {
        Container.Through = [Path.Combine(Template.Folder, "sys"), "keyctl", "1", "0", ",", "exec"];
        Container.Script("sys keyctl 0 -3 0");
        var lines = Container.Run().Output.Split('\n');
        Assert.Matches("^[0-9]+$", lines[0]);
        Assert.NotEqual(lines[0], lines[1]);
    }

    // unshare(CLONE_NEWUSER) gives every capability over what is made with it, and so the kernel's whole surface; a filter must see it in every call that can.
    [RuntimeTheory]
    [InlineData("unshare 0x10000000")]
    [InlineData("unshare 0x10020000")]
    [InlineData("clone 0x10000011 0 0 0 0")]
    [InlineData("keyctl 0 -3 0")]
    [InlineData("add_key @user @x @y 1 -3")]
    [InlineData("userfaultfd 1")]
    [InlineData("io_uring_setup 1 ^120")]
    [InlineData("perf_event_open ^112 0 -1 -1 0")]
    public void Call_TheFilterForbids_IsDenied(string call)
    {
        Container.Linux["seccomp"] = ConfigJson.Json("""
            { "defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32", "SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"], "syscalls": [
              { "names": ["keyctl", "add_key", "request_key", "userfaultfd", "io_uring_setup", "perf_event_open"], "action": "SCMP_ACT_ERRNO" },
              { "names": ["unshare", "clone"], "action": "SCMP_ACT_ERRNO", "args": [{ "index": 0, "value": 268435456, "valueTwo": 268435456, "op": "SCMP_CMP_MASKED_EQ" }] },
              { "names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38 }] }
            """);
        Assert.Equal("EPERM", Container.Shows($"sys {call}"));
    }

    [RuntimeFact]
    public void CgroupMountedReadonly_CannotBeChanged()
    {
        Container.Mount("""{ "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "relatime", "ro"] }""");
        Assert.Equal("", Container.Shows("cd /sys/fs/cgroup; for f in cgroup.procs */cgroup.procs */release_agent */notify_on_release */pids.max */memory.limit_in_bytes */devices.allow; do test -e $f && (echo 1 > $f) 2>&- && echo wrote $f; done; true"));
    }

    [RuntimeFact]
    public void CgroupMountedWritable_HasNoReleaseAgentNorAWayUp()
    {
        Container.Mount("""{ "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "relatime", "rw"] }""");
        Assert.Equal("", Container.Shows("cd /sys/fs/cgroup; ls */release_agent 2>&-; for c in */; do ls -d $c/conformance-* $c/edgeorch-conformance 2>&-; done; true"));
    }

    // The limit is the host's to set: the workload may not raise its own where the cgroup of its namespace is the root.
    [RuntimeFact]
    public void DevicesCgroup_Writable_CannotAllowMore()
    {
        Container.Mount("""{ "destination": "/sys/fs/cgroup", "type": "cgroup", "source": "cgroup", "options": ["nosuid", "noexec", "nodev", "relatime", "ro"] }""");
        AssertDoesNotOpen("0x2000", 1, 1, "echo 'c 1:1 rwm' > /sys/fs/cgroup/devices/devices.allow 2>&-;");
    }

    [RuntimeFact]
    public void SetuidProgram_OnAMount_GivesNothing()
    {
        Container.Process["user"] = ConfigJson.Json("""{ "uid": 1000, "gid": 1000 }""");
        var program = Path.Combine(Container.Rootfs, "bin/setuid");
        File.Copy(Path.Combine(Container.Rootfs, "bin/sys"), program);
        File.SetUnixFileMode(program, UnixFileMode.SetUser | (UnixFileMode)0b111_101_101);
        Assert.Equal("1000\nEPERM", Container.Shows("setuid geteuid; setuid setuid 0"));
    }

    [RuntimeFact]
    public void OtherUser_CannotReadTheFirstProcesssMemory()
    {
        Container.Launch("exec sleep 100");
        Assert.StartsWith("E", Container.Ok("exec", "--user", "1000:1000", Container.Id, "/bin/sys", "openat", "-100", "@/proc/1/mem", "0"), StringComparison.Ordinal);
    }

    private void AssertDoesNotOpen(string type, int major, int minor, string before = "")
    {
        var (a, b) = major < 0 ? (Disk.Major, Disk.Minor) : ($"{major}", $"{minor}");
        Assert.StartsWith("E", Container.Shows($"{before} sys mknodat -100 @/tmp/made $(({type} | 0600)) $((({a} << 8) | {b})) > /dev/null; sys openat -100 @/tmp/made 0"), StringComparison.Ordinal);
    }
}
