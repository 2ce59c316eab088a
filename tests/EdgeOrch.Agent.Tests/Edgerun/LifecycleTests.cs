using System.Text.Json.Nodes;

namespace EdgeOrch.Agent.Tests.Edgerun;

public sealed class LifecycleTests : IDisposable
{
    private readonly Edgerun _edgerun = new();

    [Fact]
    public async Task CreateToDelete_EachVerb_MovesTheState()
    {
        _edgerun.Script("echo ready; exec sleep 100");
        _edgerun.Ok("create", "--bundle", _edgerun.Bundle, "--pid-file", _edgerun.PathOf("pid"), _edgerun.Id);
        var created = _edgerun.State();
        Assert.Equal(("created", _edgerun.Id, _edgerun.Bundle), ((string?)created["status"], (string?)created["id"], (string?)created["bundle"]));
        Assert.Equal(File.ReadAllText(_edgerun.PathOf("pid")), $"{created["pid"]}");

        _edgerun.Ok("start", _edgerun.Id);
        Assert.Equal("running", (string?)_edgerun.State()["status"]);
        Assert.Equal((3, "uid 0\n", ""), _edgerun.Run("exec", _edgerun.Id, "sh", "-c", "echo uid $(id -u); exit 3"));
        Assert.Contains(_edgerun.Id, _edgerun.Ok("list", "--quiet"), StringComparison.Ordinal);

        _edgerun.Ok("kill", _edgerun.Id, "KILL");
        await _edgerun.BecomesAsync("stopped");
        Assert.Equal(0, (int)_edgerun.State()["pid"]!);
        _edgerun.Ok("delete", _edgerun.Id);
        _edgerun.LeavesNothing();
        Assert.Equal($"container \"{_edgerun.Id}\" does not exist", _edgerun.Fails(1, "state", _edgerun.Id));
    }

    [Fact]
    public void Run_Workload_HasItsOutputAndExitCodeAndLeavesNothing()
    {
        _edgerun.Script("echo from $$; exit 7");
        Assert.Equal((7, "from 1\n", ""), _edgerun.Run("run", "--bundle", _edgerun.Bundle, _edgerun.Id));
        _edgerun.LeavesNothing();
    }

    // A workload that ends before anyone looks is no less known than a slow one.
    [Fact]
    public void Run_EndsAtOnce_HasItsExitCodeEachTime()
    {
        _edgerun.Script("exit 7");
        for (var i = 0; i < 5; i++) Assert.Equal((7, "", ""), _edgerun.Run("run", "--bundle", _edgerun.Bundle, _edgerun.Id));
    }

    [Fact]
    public void Run_ForMemoryKilled_IsTheSignalPlus128()
    {
        _edgerun.Configure(c => c["linux"]!["resources"] = JsonNode.Parse("""{"memory":{"limit":16777216}}"""));
        _edgerun.Script("exec tail /dev/zero");
        Assert.Equal(137, _edgerun.Run("run", "--bundle", _edgerun.Bundle, _edgerun.Id).ExitCode);
        _edgerun.LeavesNothing();
    }

    [Fact]
    public void Delete_Running_NeedsForce()
    {
        _edgerun.Script("exec sleep 100");
        _edgerun.Ok("run", "--detach", "--bundle", _edgerun.Bundle, _edgerun.Id);
        Assert.Equal($"container \"{_edgerun.Id}\" is running, not stopped", _edgerun.Fails(1, "delete", _edgerun.Id));
        _edgerun.Ok("delete", "--force", _edgerun.Id);
        _edgerun.LeavesNothing();
        _edgerun.Ok("delete", "--force", _edgerun.Id);
    }

    [Fact]
    public async Task Kill_All_EndsEveryProcess()
    {
        _edgerun.Script("sleep 100 & exec sleep 100");
        _edgerun.Ok("run", "--detach", "--bundle", _edgerun.Bundle, _edgerun.Id);
        _edgerun.Ok("kill", "--all", _edgerun.Id);
        await _edgerun.BecomesAsync("stopped");
        Assert.Equal($"container \"{_edgerun.Id}\" is stopped", _edgerun.Fails(1, "kill", _edgerun.Id));
        _edgerun.Ok("delete", _edgerun.Id);
        _edgerun.LeavesNothing();
    }

    [Fact]
    public void Exec_Options_ReachTheProcess()
    {
        _edgerun.Script("exec sleep 100");
        _edgerun.Ok("run", "--detach", "--bundle", _edgerun.Bundle, _edgerun.Id);
        Assert.Equal("/tmp 5:6 set\n", _edgerun.Ok("exec", "--cwd", "/tmp", "--user", "5:6", "--env", "MODE=set", _edgerun.Id, "sh", "-c", "echo $(pwd) $(id -u):$(id -g) $MODE"));
        Assert.StartsWith("user \"five\" is not UID[:GID]", _edgerun.Fails(2, "exec", "--user", "five", _edgerun.Id, "id"), StringComparison.Ordinal);
        Assert.StartsWith("exec needs a PROGRAM", _edgerun.Fails(2, "exec", _edgerun.Id), StringComparison.Ordinal);
        Assert.Equal("execve \"none-such\": ENOENT (No such file or directory)", _edgerun.Fails(1, "exec", _edgerun.Id, "none-such"));
        _edgerun.Ok("delete", "--force", _edgerun.Id);
    }

    [Fact]
    public void Exec_PreservedDescriptors_AreInherited()
    {
        _edgerun.Script("exec sleep 100");
        _edgerun.Ok("run", "--detach", "--bundle", _edgerun.Bundle, _edgerun.Id);
        File.WriteAllText(_edgerun.PathOf("text"), "inherited");
        Assert.Equal("inherited", _edgerun.Shell($"exec 3<{_edgerun.PathOf("text")}; {{edgerun}} exec --preserve-fds 1 {_edgerun.Id} sh -c 'cat <&3'"));
        Assert.Equal("descriptor 3, which is to be preserved, is not open", _edgerun.Fails(1, "exec", "--preserve-fds", "1", _edgerun.Id, "true"));
    }

    [Fact]
    public void List_Json_HasEveryContainer()
    {
        _edgerun.Script("exec sleep 100");
        _edgerun.Ok("create", "--bundle", _edgerun.Bundle, _edgerun.Id);
        Assert.Equal("created", (string?)JsonNode.Parse(_edgerun.Ok("list", "--format", "json"))![0]!["status"]);
        Assert.Contains("created", _edgerun.Ok("list"), StringComparison.Ordinal);
        _edgerun.Ok("delete", "--force", _edgerun.Id);
    }

    [Fact]
    public void Create_NameIsTaken_LeavesTheFirstAlone()
    {
        _edgerun.Script("exec sleep 100");
        _edgerun.Ok("run", "--detach", "--bundle", _edgerun.Bundle, _edgerun.Id);
        Assert.Equal($"container \"{_edgerun.Id}\" exists", _edgerun.Fails(1, "create", "--bundle", _edgerun.Bundle, _edgerun.Id));
        Assert.Equal("running", (string?)_edgerun.State()["status"]);
        Assert.Equal($"container \"{_edgerun.Id}\" is running, not created", _edgerun.Fails(1, "start", _edgerun.Id));
        _edgerun.Ok("delete", "--force", _edgerun.Id);
    }

    public void Dispose() => _edgerun.Dispose();
}
