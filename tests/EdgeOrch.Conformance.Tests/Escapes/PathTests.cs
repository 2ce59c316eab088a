using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Escapes;

/// <summary>No link of the image and no ".." of a path makes the runtime touch a file of the host.</summary>
public sealed class PathTests : EscapeTest
{
    public static TheoryData<string> Links { get; } = ["/", "/tmp", "../../../../../../../../../../tmp", "/proc/self/root", "/proc/1/root/tmp", "/proc/self/cwd"];

    [RuntimeTheory]
    [MemberData(nameof(Links))]
    public void Mount_ThroughALinkOfTheImage_MakesNothingOnTheHost(string target)
    {
        Link(target);
        Container.Mount($$"""{ "destination": "/link/{{Container.Id}}", "type": "tmpfs", "source": "mark" }""");
        ShowsOrIsRefused("true");
        AssertHostUntouched();
    }

    [RuntimeTheory]
    [MemberData(nameof(Links))]
    public void MountOfAFile_ThroughALinkOfTheImage_MakesNothingOnTheHost(string target)
    {
        Link(target);
        Container.Mount($$"""{ "destination": "/link/{{Container.Id}}", "type": "bind", "source": "/etc/hostname", "options": ["bind"] }""");
        ShowsOrIsRefused("true");
        AssertHostUntouched();
    }

    [RuntimeTheory]
    [MemberData(nameof(Links))]
    public void Device_ThroughALinkOfTheImage_MakesNothingOnTheHost(string target)
    {
        Link(target);
        Container.Linux["devices"] = new System.Text.Json.Nodes.JsonArray(ConfigJson.Json($$"""{ "path": "/link/{{Container.Id}}", "type": "c", "major": 1, "minor": 3 }"""));
        ShowsOrIsRefused("true");
        AssertHostUntouched();
    }

    [RuntimeTheory]
    [MemberData(nameof(Links))]
    public void Cwd_ThroughALinkOfTheImage_MakesNothingOnTheHost(string target)
    {
        Link(target);
        Container.Process["cwd"] = $"/link/{Container.Id}";
        ShowsOrIsRefused("true");
        AssertHostUntouched();
    }

    [RuntimeTheory]
    [InlineData("../../../../../../../../../../tmp")]
    [InlineData("/../../../../../../../../../../tmp")]
    [InlineData("/etc/../../../../../../../../../tmp")]
    public void Mount_UpwardsOutOfTheRoot_MakesNothingOnTheHost(string folder)
    {
        Container.Mount($$"""{ "destination": "{{folder}}/{{Container.Id}}", "type": "tmpfs", "source": "mark" }""");
        ShowsOrIsRefused("true");
        AssertHostUntouched();
    }

    // A masked folder that is a link hides what it leads to inside, at most.
    [RuntimeTheory]
    [InlineData("/")]
    [InlineData("../../../../../../../../../../etc")]
    public void MaskedPath_IsALink_HidesNothingOfTheHost(string target)
    {
        Link(target);
        Container.Linux["maskedPaths"] = ConfigJson.Texts("/link");
        Container.Linux["readonlyPaths"] = ConfigJson.Texts("/link");
        ShowsOrIsRefused("true");
        Assert.True(File.Exists("/etc/passwd"));
        File.WriteAllText(Container.PathOf("still-writable"), "");
    }

    // It would let the workload choose what the runtime takes for the kernel's word, LSM labels among it (CVE-2019-16884).
    [RuntimeTheory]
    [InlineData("/proc/self")]
    [InlineData("/proc/self/attr")]
    [InlineData("/proc/sys/kernel")]
    [InlineData("/proc/1/root")]
    public void Mount_OverAPartOfProc_IsRefused(string destination)
    {
        Directory.CreateDirectory(Container.PathOf("given"));
        Container.Mount($$"""{ "destination": "{{destination}}", "type": "bind", "source": "{{Container.PathOf("given")}}", "options": ["bind"] }""");
        Container.Refused();
    }

    // CVE-2019-19921: the image decides where /proc and /sys would be.
    [RuntimeTheory]
    [InlineData("proc")]
    [InlineData("sys")]
    public void ProcOrSys_IsALinkOfTheImage_IsRefusedOrStaysInside(string name)
    {
        Directory.Delete(Path.Combine(Container.Rootfs, name));
        File.CreateSymbolicLink(Path.Combine(Container.Rootfs, name), "../../../../../../../../../../tmp");
        var seen = ShowsOrIsRefused("cat /proc/self/mounts");
        Assert.DoesNotContain(File.ReadAllLines("/proc/self/mounts"), line => line.Contains(" /tmp ", StringComparison.Ordinal) && line.Contains("proc", StringComparison.Ordinal));
        if (seen is not null) Assert.Contains(" /tmp ", seen, StringComparison.Ordinal);
    }

    [RuntimeTheory]
    [InlineData("/dev")]
    [InlineData("/etc")]
    [InlineData("../../../../../../../../../../dev")]
    public void Dev_IsALinkOfTheImage_HostsDevStaysAsItIs(string target)
    {
        Directory.Delete(Path.Combine(Container.Rootfs, "dev"));
        File.CreateSymbolicLink(Path.Combine(Container.Rootfs, "dev"), target);
        var before = Host.Run("stat", "-c", "%n %F %t:%T", "/dev/null", "/dev/full", "/dev/tty");
        ShowsOrIsRefused("true");
        Assert.Equal(before, Host.Run("stat", "-c", "%n %F %t:%T", "/dev/null", "/dev/full", "/dev/tty"));
    }

    [RuntimeFact]
    public void DevNull_IsALinkOfTheImage_IsNotFollowedOutside()
    {
        foreach (var path in (string[])["/dev/pts", "/dev/shm", "/dev"]) Container.Mounts.Remove(Container.Mounts.Single(m => (string?)m!["destination"] == path));
        File.CreateSymbolicLink(Path.Combine(Container.Rootfs, "dev/null"), $"../../../../../../../../../../tmp/{Container.Id}");
        ShowsOrIsRefused("true");
        AssertHostUntouched();
    }

    // The old trick of a second chroot leads to the root of the mount namespace, which must be the container's.
    [RuntimeFact]
    public void Chroot_Twice_EndsInTheContainersRoot()
    {
        Container.Write("/only-here", "");
        Assert.Contains("only-here", Container.Shows("sys openat -100 @/ 0x10000 , mkdirat -100 @/tmp/j 0700 , chroot @/tmp/j , fchdir %0 , chdir @.. , chdir @../../../../../.. , chroot @. , exec /bin/ls /"), StringComparison.Ordinal);
    }

    [RuntimeFact]
    public void ProcRoot_OfEveryProcess_IsTheContainersRoot()
    {
        Container.Write("/only-here", "");
        Assert.Equal("same", Container.Shows("for p in /proc/[0-9]*; do test -e $p/root && ! test -e $p/root/only-here && echo $p; done; echo same"));
    }

    private void Link(string target) => File.CreateSymbolicLink(Path.Combine(Container.Rootfs, "link"), target);

    private void AssertHostUntouched()
    {
        foreach (var folder in (string[])["/", "/tmp", Container.Bundle, Container.Folder]) Assert.False(Path.Exists(Path.Combine(folder, Container.Id)), folder);
    }
}
