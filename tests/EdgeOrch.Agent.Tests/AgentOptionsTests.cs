using EdgeOrch.Agent.Supervision;

namespace EdgeOrch.Agent.Tests;

public sealed class AgentOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    // a file → what is said about it
    public static TheoryData<string, string> Wrong { get; } = new()
    {
        { """{"outboxEvent": 100}""", "unknown key \"outboxEvent\"; did you mean \"outboxEvents\"?" },
        { """{"loglevel": "debug"}""", "unknown key \"loglevel\"; did you mean \"logLevel\"?" },
        { """{"supervisor-socket": "/s"}""", "unknown key \"supervisor-socket\"; did you mean \"supervisorSocket\"?" },
        { """{"outboxEvents": "many"}""", "$.outboxEvents" },
        { """{"data":""", "Path: $.data" },
        { "null", "it is null" },
        { "[]", "Path: $" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Load_WrongFile_IsOneLineThatNamesFileAndKey(string content, string says)
    {
        var e = Assert.Throws<InvalidDataException>(() => Load(content));
        Assert.StartsWith($"config file \"{_folder.Of("agent.json")}\": ", e.Message, StringComparison.Ordinal);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Load_OneKey_LeavesTheOthersAtTheirDefaults() => Assert.Equal(new AgentOptions { LogLevel = "debug" }, Load("""{"logLevel": "debug"}"""));

    [Fact]
    public void Load_NamedFileIsMissing_SaysSo() =>
        Assert.EndsWith("none.json\": does not exist", Assert.Throws<InvalidDataException>(() => AgentOptions.Load(_folder.Of("none.json"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"data": "relative"}""", "data \"relative\": must be an absolute path")]
    [InlineData("""{"supervisorSocket": "s"}""", "supervisorSocket \"s\": must be an absolute path")]
    [InlineData("""{"supervisorState": "supervisor"}""", "supervisorState \"supervisor\": must be an absolute path")]
    [InlineData("""{"outboxEvents": 15}""", "outboxEvents 15: must be 16 to 100000")]
    [InlineData("""{"outboxBytes": 1}""", "outboxBytes 1: must be 65536 to 67108864")]
    [InlineData("""{"logLevel": "loud"}""", "logLevel \"loud\": must be debug, information, warning or error")]
    [InlineData("""{"logFormat": "xml"}""", "logFormat \"xml\": must be text or json")]
    [InlineData("{}", null)]
    public void Problem_ValueBreaksARule_NamesKeyValueAndRule(string content, string? problem) => Assert.Equal(problem, Load(content).Problem());

    // The control plane's default is /var/lib/edgeorch, and both may run on one machine.
    [Fact]
    public void Data_Default_IsTheAgentsOwnAndHoldsTheSupervisors()
    {
        Assert.Equal("/var/lib/edgeorchd", new AgentOptions().Data);
        Assert.Equal("/var/lib/edgeorchd/supervisor", new SupervisorOptions().StateDirectory);
    }

    public void Dispose() => _folder.Dispose();

    private AgentOptions Load(string content)
    {
        File.WriteAllText(_folder.Of("agent.json"), content);
        return AgentOptions.Load(_folder.Of("agent.json"));
    }
}
