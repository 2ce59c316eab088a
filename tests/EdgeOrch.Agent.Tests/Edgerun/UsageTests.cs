namespace EdgeOrch.Agent.Tests.Edgerun;

public sealed class UsageTests : IDisposable
{
    private readonly Edgerun _edgerun = new();

    // arguments → the one line
    public static TheoryData<string, string> Wrong { get; } = new()
    {
        { "", "no command" },
        { "fly", "unknown command \"fly\"" },
        { "--fly", "unknown option \"--fly\"" },
        { "state --fly x", "unknown option \"--fly\" of state" },
        { "start", "start needs ID" },
        { "start a b", "start does not take \"b\"" },
        { "list x", "list does not take \"x\"" },
        { "create --bundle", "option \"--bundle\" needs DIR" },
        { "--debug=yes list", "option \"--debug\" takes no value" },
        { "list --format xml", "\"xml\" is not table or json" },
        { "--log-format xml list", "\"xml\" is not text or json" },
        { "--systemd-cgroup list", "option \"--systemd-cgroup\" is not supported" },
        { "kill x NOPE", "\"NOPE\" is no signal: must be a name such as SIGTERM, SIGRTMIN+3, or a number from 1 to 64" },
        { "kill x 65", "\"65\" is no signal: must be a name such as SIGTERM, SIGRTMIN+3, or a number from 1 to 64" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Run_WrongUsage_IsExitCodeTwoAndOneLine(string arguments, string line) =>
        Assert.Equal($"{line}; see edgerun --help", _edgerun.Fails(2, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Theory]
    [InlineData("--help", "usage: edgerun [options] command")]
    [InlineData("exec --help", "usage: edgerun [options] exec [options] ID [PROGRAM [ARGUMENT…]]")]
    [InlineData("--version", "edgerun ")]
    public void Run_AskedForHelp_AnswersOnStdout(string arguments, string contains) => Assert.Contains(contains, _edgerun.Ok(arguments.Split(' ')), StringComparison.Ordinal);

    [Fact]
    public void Features_Asked_AreJson() =>
        Assert.Contains("CAP_NET_RAW", System.Text.Json.Nodes.JsonNode.Parse(_edgerun.Ok("features"))!["linux"]!["capabilities"]!.ToJsonString(), StringComparison.Ordinal);

    [Fact]
    public void Spec_FileExists_LeavesItAlone() => Assert.EndsWith("config.json\" exists", _edgerun.Fails(1, "spec", "--bundle", _edgerun.Bundle), StringComparison.Ordinal);

    [Fact]
    public void Checkpoint_IsRefusedByName() =>
        Assert.Equal("checkpoint is not supported: a container's memory cannot be saved", _edgerun.Fails(1, "checkpoint", "web"));

    public void Dispose() => _edgerun.Dispose();
}
