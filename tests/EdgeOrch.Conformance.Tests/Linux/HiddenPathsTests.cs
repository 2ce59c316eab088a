using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Linux;

/// <summary>config-linux.md, Masked Paths and Readonly Paths.</summary>
public sealed class HiddenPathsTests : ContainerTest
{
    [RuntimeFact]
    public void Masked_File_IsEmpty()
    {
        Container.Write("/etc/secret", "secret");
        Container.Linux["maskedPaths"] = ConfigJson.Texts("/etc/secret");
        Assert.Equal("0", Container.Shows("wc -c < /etc/secret | tr -d ' '"));
    }

    [RuntimeFact]
    public void Masked_Folder_IsEmptyAndReadonly()
    {
        Container.Write("/etc/secret/file", "secret");
        Container.Linux["maskedPaths"] = ConfigJson.Texts("/etc/secret");
        Assert.Equal("EROFS", Container.Shows("ls -A /etc/secret; sys openat -100 @/etc/secret/x 0x41 0600"));
    }

    [RuntimeFact]
    public void Masked_NotThere_IsPassedOver()
    {
        Container.Linux["maskedPaths"] = ConfigJson.Texts("/none/such", "/proc/none-such");
        Assert.Equal("ran", Container.Shows("echo ran; ls -d /none 2>&-; true"));
    }

    [RuntimeFact]
    public void Masked_ProcAndSys_ShowNothing()
    {
        Container.Linux["maskedPaths"] = ConfigJson.Texts("/proc/kcore", "/proc/keys", "/proc/timer_list", "/sys/firmware");
        Assert.Equal("0", Container.Shows("cat /proc/kcore /proc/keys /proc/timer_list 2>&- | wc -c | tr -d ' '; ls -A /sys/firmware"));
    }

    [RuntimeFact]
    public void Masked_HostsFile_StaysAsItIs()
    {
        Container.Write("/etc/secret", "secret");
        Container.Linux["maskedPaths"] = ConfigJson.Texts("/etc/secret");
        Container.Launch("exec sleep 100");
        Assert.Equal("secret", File.ReadAllText(Path.Combine(Container.Rootfs, "etc/secret")));
    }

    [RuntimeFact]
    public void Readonly_Folder_CannotBeWrittenButRead()
    {
        Container.Write("/etc/fixed/file", "fixed");
        Container.Linux["readonlyPaths"] = ConfigJson.Texts("/etc/fixed");
        Assert.Equal("fixed\nEROFS\nEROFS", Container.Shows("cat /etc/fixed/file; echo; sys openat -100 @/etc/fixed/file 1 , openat -100 @/etc/fixed/x 0x41 0600"));
    }

    [RuntimeFact]
    public void Readonly_File_CannotBeWritten()
    {
        Container.Write("/etc/fixed", "fixed");
        Container.Linux["readonlyPaths"] = ConfigJson.Texts("/etc/fixed");
        Assert.Equal("EROFS", Container.Shows("sys openat -100 @/etc/fixed 1"));
    }

    [RuntimeFact]
    public void Readonly_NotThere_IsPassedOver()
    {
        Container.Linux["readonlyPaths"] = ConfigJson.Texts("/none/such", "/proc/none-such");
        Assert.Equal("ran", Container.Shows("echo ran"));
    }

    [RuntimeFact]
    public void Readonly_ProcSys_CannotBeWritten()
    {
        Container.Linux["readonlyPaths"] = ConfigJson.Texts("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");
        Assert.Equal("EROFS\nEROFS", Container.Shows("sys openat -100 @/proc/sys/kernel/hostname 1 , openat -100 @/proc/sys/vm/swappiness 1"));
    }

    [RuntimeFact]
    public void Readonly_TheRest_StaysWritable()
    {
        Container.Linux["readonlyPaths"] = ConfigJson.Texts("/proc/sys");
        Assert.Equal("7", Container.Shows("echo 7 > /proc/self/oom_score_adj; touch /tmp/x; cat /proc/self/oom_score_adj"));
    }
}
