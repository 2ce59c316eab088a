using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Linux;

/// <summary>config-linux.md, Sysctl: settings of the container's own namespaces; a setting of the host is refused.</summary>
public sealed class SysctlTests : ContainerTest
{
    [RuntimeTheory]
    [InlineData("net.ipv4.ip_forward", "1")]
    [InlineData("net.core.somaxconn", "256")]
    [InlineData("net/ipv4/conf/all/rp_filter", "2")]
    [InlineData("kernel.msgmax", "65000")]
    [InlineData("kernel.shm_rmid_forced", "1")]
    [InlineData("kernel.sem", "500\t64000\t64\t256")]
    [InlineData("fs.mqueue.msg_max", "100")]
    public void Sysctl_OfAnOwnNamespace_IsSet(string name, string value)
    {
        var path = "/proc/sys/" + name.Replace('.', '/');
        var host = File.ReadAllText(path);
        Set(name, value);
        Assert.Equal(value, Container.Shows($"cat {path}"));
        Assert.Equal(host, File.ReadAllText(path));
    }

    [RuntimeFact]
    public void Sysctl_WithReadonlyProcSys_IsSetBefore()
    {
        Container.Linux["readonlyPaths"] = ConfigJson.Texts("/proc/sys");
        Set("net.ipv4.ip_forward", "1");
        Assert.Equal("1", Container.Shows("cat /proc/sys/net/ipv4/ip_forward"));
    }

    [RuntimeTheory]
    [InlineData("vm.swappiness", "33")]
    [InlineData("kernel.panic", "3")]
    [InlineData("kernel.core_pattern", "x")]
    [InlineData("fs.file-max", "1000000")]
    public void Sysctl_OfTheHost_IsRefusedWithoutEffect(string name, string value)
    {
        var path = "/proc/sys/" + name.Replace('.', '/');
        var host = File.ReadAllText(path);
        Set(name, value);
        Container.Refused();
        Assert.Equal(host, File.ReadAllText(path));
    }

    [RuntimeTheory]
    [InlineData("network", "net.ipv4.ip_forward", "1")]
    [InlineData("ipc", "kernel.msgmax", "65000")]
    public void Sysctl_OfANamespaceThatIsTheHosts_IsRefused(string type, string name, string value)
    {
        var path = "/proc/sys/" + name.Replace('.', '/');
        var host = File.ReadAllText(path);
        Container.Without(type);
        Set(name, value);
        Container.Refused();
        Assert.Equal(host, File.ReadAllText(path));
    }

    [RuntimeTheory]
    [InlineData("net.ipv4.no_such_setting")]
    [InlineData("net/../../../../tmp/x")]
    [InlineData("nosuch")]
    public void Sysctl_Unknown_IsRefused(string name)
    {
        Set(name, "1");
        Container.Refused();
    }

    private void Set(string name, string value) => Container.Linux["sysctl"] = new System.Text.Json.Nodes.JsonObject { [name] = value };
}
