using System.Text.Json.Nodes;
using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Commands;

/// <summary><c>exec</c> as podman and containerd use it.</summary>
public sealed class ExecTests : ContainerTest
{
    [RuntimeFact]
    public void Exec_Program_RunsInEveryNamespaceOfTheContainer()
    {
        Container.Launch("exec sleep 100");
        var own = string.Join(' ', ((string[])["mnt", "pid", "net", "ipc", "uts"]).Select(type => $"$(readlink /proc/1/ns/{type})"));
        var seen = Container.Exec($"echo {own}; for t in mnt pid net ipc uts; do readlink /proc/self/ns/$t; done").Split('\n', 2);
        Assert.Equal(seen[0], seen[1].Replace('\n', ' '));
    }

    [RuntimeTheory]
    [InlineData(0)]
    [InlineData(42)]
    [InlineData(255)]
    public void Exec_ExitCode_IsTheProcesss(int code)
    {
        Container.Launch("exec sleep 100");
        Assert.Equal(code, Container.Call("exec", Container.Id, "/bin/sh", "-c", $"exit {code}").ExitCode);
    }

    [RuntimeFact]
    public void Exec_Killed_IsTheSignalPlus128()
    {
        Container.Launch("exec sleep 100");
        Assert.Equal(137, Container.Call("exec", Container.Id, "/bin/sh", "-c", "kill -9 $$").ExitCode);
    }

    [RuntimeFact]
    public void Exec_Options_AreTheProcesss()
    {
        Container.Launch("exec sleep 100");
        Assert.Equal("/etc 1000:2000 set\n", Container.Ok("exec", "--cwd", "/etc", "--user", "1000:2000", "--env", "MODE=set", Container.Id, "/bin/sh", "-c", "echo $(pwd) $(id -u):$(id -g) $MODE"));
    }

    [RuntimeFact]
    public void Exec_NoOptions_HasTheContainersEnvironmentAndFolder()
    {
        Container.Process["env"] = ConfigJson.Texts("PATH=/bin", "GIVEN=yes");
        Container.Process["cwd"] = "/etc";
        Container.Launch("exec sleep 100");
        Assert.Equal("yes /etc", Container.Exec("echo $GIVEN $(pwd)"));
    }

    [RuntimeFact]
    public void Exec_ConfigRemoved_StillWorks()
    {
        Container.Launch("exec sleep 100");
        File.Delete(Path.Combine(Container.Bundle, "config.json"));
        Assert.Equal("still", Container.Exec("echo still"));
    }

    [RuntimeFact]
    public void Exec_ProcessFile_IsTheProcess()
    {
        Container.Launch("exec sleep 100");
        Write("""{ "cwd": "/tmp", "user": { "uid": 7, "gid": 8, "additionalGids": [9] }, "env": ["PATH=/bin", "A=1"], "args": ["/bin/sh", "-c", "echo $(pwd) $(id -u):$(id -g) $(id -G) $A $(grep NoNewPrivs /proc/self/status | cut -f2)"], "noNewPrivileges": true }""");
        Assert.Equal("/tmp 7:8 8 9 1 1\n", Container.Ok("exec", "--process", Container.PathOf("process.json"), Container.Id));
    }

    [RuntimeFact]
    public void Exec_ProcessFilesCapabilities_AreTheProcesss()
    {
        Container.Launch("exec sleep 100");
        Write("""{ "cwd": "/", "user": { "uid": 0, "gid": 0 }, "env": ["PATH=/bin"], "args": ["/bin/grep", "CapBnd", "/proc/self/status"], "capabilities": { "bounding": ["CAP_KILL"], "permitted": ["CAP_KILL"], "effective": ["CAP_KILL"] } }""");
        Assert.Equal("CapBnd:\t0000000000000020\n", Container.Ok("exec", "--process", Container.PathOf("process.json"), Container.Id));
    }

    [RuntimeFact]
    public void Exec_ProcessFilesRlimits_AreTheProcesss()
    {
        Container.Launch("exec sleep 100");
        Write("""{ "cwd": "/", "user": { "uid": 0, "gid": 0 }, "env": ["PATH=/bin"], "args": ["/bin/sh", "-c", "ulimit -n"], "rlimits": [{ "type": "RLIMIT_NOFILE", "soft": 99, "hard": 99 }] }""");
        Assert.Equal("99\n", Container.Ok("exec", "--process", Container.PathOf("process.json"), Container.Id));
    }

    [RuntimeFact]
    public async Task Exec_Detached_ReturnsWhileItRuns()
    {
        Container.Launch("exec sleep 100");
        Container.Ok("exec", "--detach", "--pid-file", Container.PathOf("pid"), Container.Id, "/bin/sleep", "77");
        await Testing.Eventually.HoldsAsync("the process", TestContainer.Patience, () => Container.Exec("ps -o args").Contains("sleep 77", StringComparison.Ordinal));
    }

    [RuntimeFact]
    public void Exec_Process_IsInTheContainersCgroup()
    {
        Container.Launch("exec sleep 100");
        Container.Ok("exec", "--detach", "--pid-file", Container.PathOf("pid"), Container.Id, "/bin/sleep", "77");
        var pid = int.Parse(File.ReadAllText(Container.PathOf("pid")), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Cgroup.PathOf(Container.Pid), Cgroup.PathOf(pid));
    }

    [RuntimeFact]
    public async Task Exec_FirstProcessEnds_EndsToo()
    {
        Container.Launch("exec sleep 100");
        Container.Ok("exec", "--detach", Container.Id, "/bin/sleep", "77");
        Container.Ok("kill", Container.Id, "KILL");
        await Container.BecomesAsync("stopped");
        Container.Ok("delete", Container.Id);
        Container.LeavesNothing();
    }

    [RuntimeTheory]
    [InlineData("stopped")]
    [InlineData("unknown")]
    [InlineData("missing program")]
    [InlineData("no program")]
    public async Task Exec_Cannot_Fails(string why)
    {
        Container.Launch(why == "stopped" ? "exit 0" : "exec sleep 100");
        if (why == "stopped") await Container.BecomesAsync("stopped");
        string[] arguments = why switch { "unknown" => ["exec", "none-such", "/bin/true"], "missing program" => ["exec", Container.Id, "/bin/none-such"], "no program" => ["exec", Container.Id], _ => ["exec", Container.Id, "/bin/true"] };
        Container.Fails(arguments);
    }

    [RuntimeFact]
    public void Exec_PreserveFds_AreHandedDown()
    {
        Container.Launch("exec sleep 100");
        File.WriteAllText(Container.PathOf("given"), "given through 3");
        Container.Through = ["sh", "-c", $"exec 3<{Container.PathOf("given")} 4</ ; exec \"$@\"", "sh"];
        Assert.Equal("given through 3", Container.Ok("exec", "--preserve-fds", "1", Container.Id, "/bin/sh", "-c", "cat <&3; test -e /proc/self/fd/4 && echo leaked; true"));
    }

    [RuntimeFact]
    public void Run_PreserveFds_AreHandedDown()
    {
        File.WriteAllText(Container.PathOf("given"), "given through 3");
        Container.Through = ["sh", "-c", $"exec 3<{Container.PathOf("given")} 4</ ; exec \"$@\"", "sh"];
        Container.Script("cat <&3; test -e /proc/self/fd/4 && echo leaked; true");
        Assert.Equal("given through 3", Container.Run("--preserve-fds", "1").Output);
    }

    private void Write(string process) => File.WriteAllText(Container.PathOf("process.json"), JsonNode.Parse(process)!.ToJsonString());
}
