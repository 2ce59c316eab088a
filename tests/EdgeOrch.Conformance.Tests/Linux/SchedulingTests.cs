using System.Runtime.InteropServices;
using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Linux;

/// <summary>config.md, scheduler and ioPriority; config-linux.md, Personality; intelRdt.</summary>
public sealed class SchedulingTests : ContainerTest
{
    [RuntimeTheory]
    [InlineData("LINUX", "x86_64", "aarch64")]
    [InlineData("LINUX32", "i686", "armv8l")]
    public void Personality_Domain_IsWhatUnameTells(string domain, string x64, string arm64)
    {
        Container.Linux["personality"] = new System.Text.Json.Nodes.JsonObject { ["domain"] = domain };
        Assert.Equal(RuntimeInformation.OSArchitecture == Architecture.Arm64 ? arm64 : x64, Container.Shows("uname -m"));
    }

    [RuntimeFact]
    public void Personality_Unknown_IsRefused()
    {
        Container.Linux["personality"] = ConfigJson.Json("""{ "domain": "WINDOWS" }""");
        Container.Refused();
    }

    // The class is in the three highest bits of sixteen.
    [RuntimeTheory]
    [InlineData("IOPRIO_CLASS_BE", 6, 16390)]
    [InlineData("IOPRIO_CLASS_IDLE", 0, 24576)]
    public void IoPriority_IsTheProcesss(string name, int priority, int seen)
    {
        Container.Process["ioPriority"] = new System.Text.Json.Nodes.JsonObject { ["class"] = name, ["priority"] = priority };
        Assert.Equal($"{seen}", Container.Shows("sys ioprio_get 1 0"));
    }

    [RuntimeTheory]
    [InlineData("""{ "class": "IOPRIO_CLASS_NOSUCH", "priority": 1 }""")]
    [InlineData("""{ "class": "IOPRIO_CLASS_BE", "priority": 8 }""")]
    public void IoPriority_Impossible_IsRefused(string json)
    {
        Container.Process["ioPriority"] = ConfigJson.Json(json);
        Container.Refused();
    }

    [RuntimeTheory]
    [InlineData("SCHED_OTHER", 0)]
    [InlineData("SCHED_BATCH", 3)]
    [InlineData("SCHED_IDLE", 5)]
    public void Scheduler_Policy_IsTheProcesss(string policy, int seen)
    {
        Container.Process["scheduler"] = new System.Text.Json.Nodes.JsonObject { ["policy"] = policy };
        Assert.Equal($"{seen}", Container.Shows("sys sched_getscheduler 0"));
    }

    [RuntimeFact]
    public void Scheduler_Nice_IsTheProcesss()
    {
        Container.Process["scheduler"] = ConfigJson.Json("""{ "policy": "SCHED_BATCH", "nice": 7 }""");
        Assert.Equal("7", Container.Shows("cut -d' ' -f19 /proc/self/stat"));
    }

    [RuntimeTheory]
    [InlineData("""{ "policy": "SCHED_NOSUCH" }""")]
    [InlineData("""{ "policy": "SCHED_FIFO", "priority": 1000 }""")]
    [InlineData("""{ "policy": "SCHED_OTHER", "flags": ["SCHED_FLAG_NOSUCH"] }""")]
    public void Scheduler_Impossible_IsRefused(string json)
    {
        Container.Process["scheduler"] = ConfigJson.Json(json);
        Container.Refused();
    }

    // This machine's processor has it or not; without, it cannot be given.
    [RuntimeFact]
    public void IntelRdt_NotThere_IsRefused()
    {
        Assert.SkipWhen(Directory.Exists("/sys/fs/resctrl/info"), "this machine's processor has it");
        Container.Linux["intelRdt"] = ConfigJson.Json("""{ "closID": "conformance", "l3CacheSchema": "L3:0=f" }""");
        Container.Refused();
    }
}
