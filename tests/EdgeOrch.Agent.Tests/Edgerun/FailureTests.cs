using System.Text.Json.Nodes;

namespace EdgeOrch.Agent.Tests.Edgerun;

/// <summary>What cannot run: exit code 1, one line that names the cause, and nothing left on the machine.</summary>
public sealed class FailureTests : IDisposable
{
    private readonly Edgerun _edgerun = new();

    // what is wrong with the bundle → what the line names
    public static TheoryData<string, string> BadBundles { get; } = new()
    {
        { "program missing", "faccessat \"/bin/none-such\": ENOENT (No such file or directory)" },
        { "program is a folder", "execve \"/tmp\": EACCES (Permission denied)" },
        { "mount source missing", "open_tree \"/none/such\": ENOENT (No such file or directory)" },
        { "root missing", "is no folder" },
        { "no program", "process.args: names no program" },
        { "field that is not supported", "linux.intelRdt: is not supported" },
        { "mount point is the root", "mounts[" },
        { "memory of nothing", "linux.resources.memory.limit: 0 is neither positive nor -1" },
        { "no JSON", "config.json\": " },
        { "no file", "config.json" },
    };

    [Theory]
    [MemberData(nameof(BadBundles))]
    public void Run_BadBundle_SaysWhyAndLeavesNothing(string what, string cause)
    {
        Break(what);
        Assert.Contains(cause, _edgerun.Fails(1, "run", "--bundle", _edgerun.Bundle, _edgerun.Id), StringComparison.Ordinal);
        _edgerun.LeavesNothing();
    }

    [Fact]
    public void Run_AfterABadBundle_TheMendedOneRuns()
    {
        Break("mount source missing");
        _edgerun.Fails(1, "run", "--bundle", _edgerun.Bundle, _edgerun.Id);
        _edgerun.Configure(c => c["mounts"]!.AsArray().RemoveAt(c["mounts"]!.AsArray().Count - 1));
        _edgerun.Script("exit 0");
        _edgerun.Ok("run", "--bundle", _edgerun.Bundle, _edgerun.Id);
    }

    // create has seen that it is there and may be executed, as folders may; start then ends the container.
    [Fact]
    public async Task Start_ProgramIsAFolder_SaysWhyAndIsStopped()
    {
        Break("program is a folder");
        _edgerun.Ok("create", "--bundle", _edgerun.Bundle, _edgerun.Id);
        Assert.Equal("execve \"/tmp\": EACCES (Permission denied)", _edgerun.Fails(1, "start", _edgerun.Id));
        await _edgerun.BecomesAsync("stopped");
        _edgerun.Ok("delete", _edgerun.Id);
        _edgerun.LeavesNothing();
    }

    [Fact]
    public void Create_PidFileCannotBeWritten_LeavesNothing()
    {
        _edgerun.Script("exec sleep 100");
        Assert.Contains("/none/such", _edgerun.Fails(1, "create", "--pid-file", "/none/such", "--bundle", _edgerun.Bundle, _edgerun.Id), StringComparison.Ordinal);
        _edgerun.LeavesNothing();
    }

    [Theory]
    [InlineData("state")]
    [InlineData("start")]
    [InlineData("kill")]
    [InlineData("delete")]
    [InlineData("exec")]
    public void AnyVerb_NoSuchContainer_SaysSo(string verb)
    {
        Assert.Equal("container \"none-such\" does not exist", _edgerun.Fails(1, verb, "none-such"));
        Assert.Equal("id \"../x\" is not 1 to 128 of A-Z a-z 0-9 _ . -", _edgerun.Fails(1, verb, "../x"));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("text")]
    public void AnyVerb_Log_GetsTheLineToo(string format)
    {
        _edgerun.Fails(1, "--log", _edgerun.Log, "--log-format", format, "state", "none-such");
        var line = File.ReadAllText(_edgerun.Log).TrimEnd();
        if (format == "json") Assert.Equal(("error", "container \"none-such\" does not exist"), ((string?)JsonNode.Parse(line)!["level"], (string?)JsonNode.Parse(line)!["msg"]));
        else Assert.EndsWith(" error: container \"none-such\" does not exist", line, StringComparison.Ordinal);
    }

    public void Dispose() => _edgerun.Dispose();

    private void Break(string what)
    {
        var config = Path.Combine(_edgerun.Bundle, "config.json");
        switch (what)
        {
            case "no file":
                File.Delete(config);
                break;
            case "no JSON":
                File.WriteAllText(config, "{\"process\":");
                break;
            default:
                _edgerun.Configure(c => Break(what, c));
                break;
        }
    }

    private static void Break(string what, JsonNode config)
    {
        switch (what)
        {
            case "program missing":
                config["process"]!["args"] = new JsonArray("/bin/none-such");
                break;
            case "program is a folder":
                config["process"]!["args"] = new JsonArray("/tmp");
                break;
            case "mount source missing":
                config["mounts"]!.AsArray().Add(JsonNode.Parse("""{"destination":"/tmp","type":"bind","source":"/none/such"}"""));
                break;
            case "root missing":
                config["root"]!["path"] = "elsewhere";
                break;
            case "no program":
                config["process"]!["args"] = new JsonArray();
                break;
            case "field that is not supported":
                config["linux"]!["intelRdt"] = new JsonObject();
                break;
            case "mount point is the root":
                config["mounts"]!.AsArray().Add(JsonNode.Parse("""{"destination":"/tmp/../..","type":"tmpfs"}"""));
                break;
            default:
                config["linux"]!["resources"] = JsonNode.Parse("""{"memory":{"limit":0}}""");
                break;
        }
    }
}
