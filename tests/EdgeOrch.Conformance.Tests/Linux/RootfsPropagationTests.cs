using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Linux;

/// <summary>config-linux.md, Rootfs Mount Propagation.</summary>
public sealed class RootfsPropagationTests : ContainerTest
{
    [RuntimeTheory]
    [InlineData("private", "")]
    [InlineData("rprivate", "")]
    [InlineData("slave", "")]
    [InlineData("rslave", "")]
    [InlineData("shared", "shared")]
    [InlineData("rshared", "shared")]
    [InlineData("unbindable", "unbindable")]
    [InlineData("runbindable", "unbindable")]
    public void Propagation_IsTheRoots(string propagation, string seen)
    {
        Container.Linux["rootfsPropagation"] = propagation;
        Assert.Equal(seen, Container.Shows("awk '$5 == \"/\" { print $7 }' /proc/self/mountinfo | sed 's/:.*//; s/^-$//; s/^master$//'"));
    }

    [RuntimeFact]
    public void Propagation_None_LeavesTheHostAlone()
    {
        ConfigJson.Capabilities(Container.Process, "SYS_ADMIN");
        Container.Launch("mount -t tmpfs from-inside /mnt; exec sleep 100");
        Testing.Eventually.HoldsAsync("the mount inside", TestContainer.Patience, () => Container.Exec("cat /proc/1/mounts").Contains("from-inside", StringComparison.Ordinal)).GetAwaiter().GetResult();
        Assert.DoesNotContain("from-inside", File.ReadAllText("/proc/self/mounts"), StringComparison.Ordinal);
    }

    [RuntimeFact]
    public void Propagation_Unknown_IsRefused()
    {
        Container.Linux["rootfsPropagation"] = "nosuch";
        Container.Refused();
    }
}
