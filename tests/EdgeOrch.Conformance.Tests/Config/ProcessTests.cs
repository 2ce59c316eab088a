using System.Text.Json.Nodes;
using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Config;

/// <summary>config.md, Process: args, env, cwd, noNewPrivileges, and how clean a process begins.</summary>
public sealed class ProcessTests : ContainerTest
{
    [RuntimeFact]
    public void Args_AnyText_ArriveAsTheyAre()
    {
        Container.Process["args"] = ConfigJson.Texts("/bin/sh", "-c", "for a; do printf '[%s]' \"$a\"; done", "sh", "", " a  b ", "*", "ä€", "line\nbreak", "\"'\\$x");
        var call = Container.Run();
        Assert.Equal((0, "[][ a  b ][*][ä€][line\nbreak][\"'\\$x]"), (call.ExitCode, call.Output));
    }

    [RuntimeFact]
    public void Args_NameWithoutSlash_IsLookedForOnThePathOfEnv()
    {
        Container.Write("/opt/here/tool", "#!/bin/sh\necho found\n");
        File.SetUnixFileMode(Path.Combine(Container.Rootfs, "opt/here/tool"), (UnixFileMode)0b111_101_101);
        Container.Process["env"] = ConfigJson.Texts("PATH=/none:/opt/here:/bin");
        Container.Process["args"] = ConfigJson.Texts("tool");
        Assert.Equal("found\n", Container.Run().Output);
    }

    [RuntimeFact]
    public void Args_PathWithSlash_IsRelativeToTheWorkingFolder()
    {
        Container.Process["cwd"] = "/bin";
        Container.Process["args"] = ConfigJson.Texts("./echo", "relative");
        Assert.Equal("relative\n", Container.Run().Output);
    }

    [RuntimeFact]
    public void Args_Empty_AreRefused()
    {
        Container.Process["args"] = new JsonArray();
        Container.Refused();
    }

    [RuntimeFact]
    public void Args_Long_Arrive()
    {
        Container.Process["args"] = ConfigJson.Texts("/bin/sh", "-c", "echo ${#1} ${#2}", "sh", new string('a', 100_000), new string('b', 100_000));
        Assert.Equal("100000 100000\n", Container.Run().Output);
    }

    [RuntimeFact]
    public void Env_IsAllThatTheProcessHas()
    {
        Container.Process["env"] = ConfigJson.Texts("PATH=/bin", "ONE=1", "WITH=a=b c", "EMPTY=", "LINES=a\nb");
        Container.Process["args"] = ConfigJson.Texts("/bin/env");

        // Some add a HOME where there is none.
        Assert.Equal("PATH=/bin\nONE=1\nWITH=a=b c\nEMPTY=\nLINES=a\nb\n", string.Concat(Container.Run().Output.Split('\n').Where(line => !line.StartsWith("HOME=", StringComparison.Ordinal) && line.Length > 0).Select(line => line + "\n")));
    }

    [RuntimeFact]
    public void Env_SameNameTwice_TheLastOneHolds()
    {
        Container.Process["env"] = ConfigJson.Texts("PATH=/bin", "TWICE=first", "TWICE=last");
        Assert.Equal("last", Container.Shows("echo $TWICE"));
    }

    [RuntimeFact]
    public void Cwd_IsTheWorkingFolder()
    {
        Container.Process["cwd"] = "/etc";
        Assert.Equal("/etc", Container.Shows("pwd"));
    }

    [RuntimeFact]
    public void Cwd_Symlink_IsFollowedInside()
    {
        File.CreateSymbolicLink(Path.Combine(Container.Rootfs, "link"), "/etc");
        Container.Process["cwd"] = "/link";
        Assert.Equal("/etc", Container.Shows("pwd -P"));
    }

    [RuntimeFact]
    public void Cwd_IsInAMount()
    {
        Container.Mount("""{ "destination": "/mnt", "type": "tmpfs", "source": "tmpfs" }""");
        Container.Process["cwd"] = "/mnt";
        Assert.Equal("tmpfs", Container.Shows("stat -f -c %T ."));
    }

    [RuntimeFact]
    public void Cwd_OnlyTheUserMayEnterIt_Works()
    {
        Directory.CreateDirectory(Path.Combine(Container.Rootfs, "home/u"));
        Container.Mount($$"""{ "destination": "/mnt", "type": "tmpfs", "source": "tmpfs", "options": ["mode=700", "uid=1000"] }""");
        Container.Process["user"] = ConfigJson.Json("""{ "uid": 1000, "gid": 1000 }""");
        Container.Process["cwd"] = "/mnt";
        Assert.Equal("/mnt", Container.Shows("pwd"));
    }

    [RuntimeTheory]
    [InlineData("etc")]
    [InlineData("./")]
    [InlineData("")]
    public void Cwd_NotAbsolute_IsRefused(string cwd)
    {
        Container.Process["cwd"] = cwd;
        Container.Refused();
    }

    [RuntimeFact]
    public void Cwd_IsAFile_Fails()
    {
        Container.Write("/etc/file", "");
        Container.Process["cwd"] = "/etc/file";
        Container.Refused();
    }

    [RuntimeTheory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void NoNewPrivileges_IsAsAsked(bool asked, int seen)
    {
        Container.Process["noNewPrivileges"] = asked;
        Assert.Equal($"{seen}", Container.Shows("grep NoNewPrivs /proc/self/status | cut -f2"));
    }

    [RuntimeFact]
    public void NoNewPrivileges_NotAsked_IsOff() => Assert.Equal("0", Container.Shows("grep NoNewPrivs /proc/self/status | cut -f2"));

    [RuntimeTheory]
    [InlineData(true, "1000")]
    [InlineData(false, "0")]
    public void NoNewPrivileges_SetuidProgram_ChangesTheUserOnlyWithout(bool asked, string uid)
    {
        var program = Path.Combine(Container.Rootfs, "bin/setuid");
        File.Copy(Path.Combine(Container.Rootfs, "bin/sys"), program);
        File.SetUnixFileMode(program, UnixFileMode.SetUser | (UnixFileMode)0b111_101_101);
        Container.Process["user"] = ConfigJson.Json("""{ "uid": 1000, "gid": 1000 }""");
        Container.Process["noNewPrivileges"] = asked;
        Assert.Equal(uid, Container.Shows("setuid geteuid"));
    }

    [RuntimeTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(42)]
    [InlineData(255)]
    public void Run_ExitCode_IsTheProcesss(int code)
    {
        Container.Script($"exit {code}");
        Assert.Equal(code, Container.Run().ExitCode);
    }

    [RuntimeFact]
    public void Run_Killed_IsTheSignalPlus128()
    {
        // The first process of a pid namespace is spared its own SIGKILL.
        Container.Without("pid");
        Container.Script("kill -9 $$");
        Assert.Equal(137, Container.Run().ExitCode);
    }

    [RuntimeFact]
    public void Begin_Signals_AreNeitherBlockedNorIgnored()
    {
        // A shell ignores some by itself.
        Container.Process["args"] = ConfigJson.Texts("/bin/grep", "-E", "SigBlk|SigIgn", "/proc/self/status");
        Assert.Equal("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", Container.Run().Output);
    }

    [RuntimeFact]
    public void Begin_Descriptors_AreTheThreeStreamsAlone()
    {
        Container.Process["args"] = ConfigJson.Texts("/bin/ls", "/proc/self/fd");

        // The fourth is ls's own, of the folder that it reads.
        Assert.Equal("0\n1\n2\n3\n", Container.Run().Output);
    }

    [RuntimeFact]
    public void Begin_Streams_AreTheCallers()
    {
        Container.Script("echo to-out; echo to-err >&2; cat");
        var call = Container.Run();
        Assert.Equal((0, "to-out\n", "to-err\n"), (call.ExitCode, call.Output, call.Error));
    }

    [RuntimeFact]
    public void Begin_Session_IsTheProcesssOwn() => Assert.Equal("1 1", Container.Shows("cut -d' ' -f5,6 /proc/1/stat"));

    [RuntimeFact]
    public void Begin_Name_IsTheProgramsAndNothingOfTheRuntimeIsSeen()
    {
        Container.Process["args"] = ConfigJson.Texts("/bin/sh", "-c", "cat /proc/1/comm; tr '\\0' ' ' < /proc/1/cmdline; ls /proc | grep -c '^[0-9]'");
        Assert.StartsWith("sh\n/bin/sh -c ", Container.Run().Output, StringComparison.Ordinal);
    }

    [RuntimeFact]
    public void Begin_Dumpable_IsAgain() => Assert.Equal("1", Container.Shows("sys prctl 3"));

    [RuntimeFact]
    public void Begin_DeathSignal_IsNone() => Assert.Equal("0 00000000", Container.Shows("sys prctl 2 ^4"));

    [RuntimeFact]
    public void OomScoreAdj_IsAsAsked()
    {
        Container.Process["oomScoreAdj"] = 500;
        Assert.Equal("500", Container.Shows("cat /proc/self/oom_score_adj"));
    }

    [RuntimeFact]
    public void OomScoreAdj_NotAsked_IsTheCallers() => Assert.Equal(File.ReadAllText("/proc/self/oom_score_adj").TrimEnd(), Container.Shows("cat /proc/self/oom_score_adj"));

    [RuntimeTheory]
    [InlineData(1001)]
    [InlineData(-1001)]
    public void OomScoreAdj_OutOfRange_IsRefused(int value)
    {
        Container.Process["oomScoreAdj"] = value;
        Container.Refused();
    }
}
