using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Escapes;

/// <summary>A container with the profile of a workload, but for its filter of system calls, whose workload and image are hostile.</summary>
public abstract class EscapeTest : ContainerTest
{
    private static readonly string[] s_capabilities =
        ["CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID", "SETFCAP", "SETPCAP", "NET_BIND_SERVICE", "SYS_CHROOT", "KILL", "AUDIT_WRITE"];

    protected EscapeTest()
    {
        ConfigJson.Capabilities(Container.Process, s_capabilities);
        Container.Process["noNewPrivileges"] = true;
        Container.With("cgroup");
        Container.Linux["maskedPaths"] = ConfigJson.Texts(
            "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi",
            "/sys/firmware", "/sys/devices/virtual/powercap");
        Container.Linux["readonlyPaths"] = ConfigJson.Texts("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");
    }

    /// <summary>Runs a bundle that may be refused: either it is, or what it wrote is given.</summary>
    private protected string? ShowsOrIsRefused(string script)
    {
        Container.Script(script);
        var call = Container.Run();
        return call.ExitCode == 0 ? call.Output.TrimEnd('\n') : null;
    }
}
