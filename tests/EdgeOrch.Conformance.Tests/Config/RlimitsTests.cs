using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Config;

/// <summary>config.md, POSIX process: rlimits. Values are below the usual ones, so that none is raised, which takes CAP_SYS_RESOURCE.</summary>
public sealed class RlimitsTests : ContainerTest
{
    [RuntimeTheory]
    [InlineData("RLIMIT_AS", "Max address space", 500000000, 600000000)]
    [InlineData("RLIMIT_CORE", "Max core file size", 0, 1024)]
    [InlineData("RLIMIT_CPU", "Max cpu time", 100, 200)]
    [InlineData("RLIMIT_DATA", "Max data size", 500000000, 600000000)]
    [InlineData("RLIMIT_FSIZE", "Max file size", 1000000, 2000000)]
    [InlineData("RLIMIT_LOCKS", "Max file locks", 100, 200)]
    [InlineData("RLIMIT_MEMLOCK", "Max locked memory", 4096, 8192)]
    [InlineData("RLIMIT_MSGQUEUE", "Max msgqueue size", 100000, 200000)]
    [InlineData("RLIMIT_NICE", "Max nice priority", 0, 0)]
    [InlineData("RLIMIT_NOFILE", "Max open files", 100, 200)]
    [InlineData("RLIMIT_NPROC", "Max processes", 1000, 2000)]
    [InlineData("RLIMIT_RSS", "Max resident set", 500000000, 600000000)]
    [InlineData("RLIMIT_RTPRIO", "Max realtime priority", 0, 0)]
    [InlineData("RLIMIT_RTTIME", "Max realtime timeout", 1000000, 2000000)]
    [InlineData("RLIMIT_SIGPENDING", "Max pending signals", 100, 200)]
    [InlineData("RLIMIT_STACK", "Max stack size", 1000000, 2000000)]
    public void Rlimits_EachType_IsSet(string type, string name, long soft, long hard)
    {
        Ask($$"""[{ "type": "{{type}}", "soft": {{soft}}, "hard": {{hard}} }]""");
        Assert.Equal($"{soft} {hard}", Container.Shows($"grep '^{name}' /proc/self/limits | sed 's/^{name} *//' | awk '{{ print $1, $2 }}'"));
    }

    [RuntimeFact]
    public void Rlimits_Several_AreAllSet()
    {
        Ask("""[{ "type": "RLIMIT_NOFILE", "soft": 64, "hard": 65 }, { "type": "RLIMIT_CORE", "soft": 0, "hard": 0 }]""");
        Assert.Equal("64 65 0", Container.Shows("echo $(ulimit -Sn) $(ulimit -Hn) $(ulimit -c)"));
    }

    [RuntimeTheory]
    [InlineData("""[{ "type": "RLIMIT_NOSUCH", "soft": 1, "hard": 1 }]""")]
    [InlineData("""[{ "type": "NOFILE", "soft": 1, "hard": 1 }]""")]
    [InlineData("""[{ "type": "RLIMIT_NOFILE", "soft": 65, "hard": 64 }]""")]
    public void Rlimits_UnknownOrSoftAboveHard_AreRefused(string rlimits)
    {
        Ask(rlimits);
        Container.Refused();
    }

    [RuntimeFact]
    public void Rlimits_Twice_AreRefused()
    {
        Ask("""[{ "type": "RLIMIT_NOFILE", "soft": 64, "hard": 64 }, { "type": "RLIMIT_NOFILE", "soft": 32, "hard": 32 }]""");
        Container.Refused();
    }

    private void Ask(string json) => Container.Process["rlimits"] = ConfigJson.Json(json);
}
