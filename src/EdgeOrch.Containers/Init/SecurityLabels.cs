namespace EdgeOrch.Containers.Init;

/// <summary>What Linux security modules this machine has (AppArmor's and SELinux's files below /proc and /sys).</summary>
internal static class SecurityLabels
{
    /// <summary>Where a process names the AppArmor profile of its next execve.</summary>
    public const string ApparmorFile = "/proc/self/attr/apparmor/exec";

    /// <summary>Where a process names the SELinux context of its next execve.</summary>
    public const string SelinuxFile = "/proc/self/attr/exec";

    /// <summary>True when AppArmor is enabled.</summary>
    public static bool HasApparmor => File.Exists("/sys/module/apparmor/parameters/enabled") && File.ReadAllText("/sys/module/apparmor/parameters/enabled").StartsWith('Y');

    /// <summary>True when SELinux is enabled.</summary>
    public static bool HasSelinux => File.Exists("/sys/fs/selinux/enforce");
}
