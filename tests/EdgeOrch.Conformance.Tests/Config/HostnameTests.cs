using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Config;

/// <summary>config.md, Hostname and Domainname.</summary>
public sealed class HostnameTests : ContainerTest
{
    [RuntimeTheory]
    [InlineData("inside")]
    [InlineData("name.with.dots-and-dashes")]
    [InlineData("sixty-four-characters-are-the-most-that-the-kernel-takes-for-this")]
    public void Hostname_IsTheUtsNamespaces(string name)
    {
        Container.Config["hostname"] = name[..Math.Min(name.Length, 64)];
        var host = Environment.MachineName;
        Assert.Equal(name[..Math.Min(name.Length, 64)], Container.Shows("cat /proc/sys/kernel/hostname"));
        Assert.Equal(host, Environment.MachineName);
    }

    [RuntimeFact]
    public void Hostname_NotGiven_IsTheHosts() => Assert.Equal(File.ReadAllText("/proc/sys/kernel/hostname").TrimEnd(), Container.Shows("cat /proc/sys/kernel/hostname"));

    [RuntimeFact]
    public void Hostname_TooLong_IsRefused()
    {
        Container.Config["hostname"] = new string('x', 65);
        Container.Refused();
    }

    // It would be the host's own.
    [RuntimeFact]
    public void Hostname_NoUtsNamespace_IsRefused()
    {
        Container.Without("uts");
        Container.Config["hostname"] = File.ReadAllText("/proc/sys/kernel/hostname").TrimEnd();
        Container.Refused();
    }

    [RuntimeFact]
    public void Domainname_IsTheUtsNamespaces()
    {
        Container.Config["domainname"] = "example.com";
        Assert.Equal("example.com", Container.Shows("cat /proc/sys/kernel/domainname"));
    }
}
