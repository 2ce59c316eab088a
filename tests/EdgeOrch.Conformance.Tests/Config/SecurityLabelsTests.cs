using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Config;

/// <summary>config.md, Linux Process: apparmorProfile and selinuxLabel; config-linux.md, Mount Label. What the kernel does not have cannot be promised.</summary>
public sealed class SecurityLabelsTests : ContainerTest
{
    private static bool HasApparmor => Directory.Exists("/sys/kernel/security/apparmor") || Directory.Exists("/sys/module/apparmor");

    private static bool HasSelinux => File.Exists("/sys/fs/selinux/enforce");

    [RuntimeFact]
    public void ApparmorProfile_IsTheProcesss()
    {
        Container.Process["apparmorProfile"] = "unconfined";
        if (HasApparmor) Assert.StartsWith("unconfined", Container.Shows("cat /proc/self/attr/current"), StringComparison.Ordinal);
        else Assert.Contains("apparmor", Container.Refused(), StringComparison.OrdinalIgnoreCase);
    }

    [RuntimeFact]
    public void SelinuxLabel_IsTheProcesss()
    {
        const string label = "system_u:system_r:container_t:s0";
        Container.Process["selinuxLabel"] = label;
        if (HasSelinux) Assert.StartsWith(label, Container.Shows("cat /proc/self/attr/current"), StringComparison.Ordinal);
        else Assert.Contains("selinux", Container.Refused(), StringComparison.OrdinalIgnoreCase);
    }

    [RuntimeFact]
    public void MountLabel_IsTheMounts()
    {
        const string label = "system_u:object_r:container_file_t:s0";
        Container.Linux["mountLabel"] = label;
        if (HasSelinux) Assert.Contains(label, Container.Shows("grep ' /dev ' /proc/mounts"), StringComparison.Ordinal);
        else Container.Refused();
    }
}
