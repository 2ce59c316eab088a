using EdgeOrch.Agent.CommandLine;
using EdgeOrch.Agent.Running;

namespace EdgeOrch.Agent.Tests.CommandLine;

public sealed class CommandParserTests
{
    private static readonly CommandSpec Copy = new(
        "copy", "FROM TO", "copies", [new("--label", "K=V", "a label", "-l"), new("--quiet", null, "says nothing")], ["tool copy a b"], 1, 2, _ => 7);

    private static readonly CommandSpec Run = new("run", "ID PROGRAM…", "runs", [], ["tool run a ls"], 0, 99, _ => throw new UsageException("not now"), RestIsVerbatim: true);
    private static readonly CommandParser Parser = new("tool", "a tool", [new("--root", "DIR", "where")], [Copy, Run]);

    [Theory]
    [InlineData("--root /x copy a --quiet -l k=v b", "a b", "/x", "k=v")]
    [InlineData("copy --root=/x --label=k=v a b", "a b", "/x", "k=v")]
    [InlineData("copy --label a --label -x b", "b", null, "a,-x")]
    [InlineData("copy -- --label -x", "--label -x", null, "")]
    [InlineData("copy -", "-", null, "")]
    [InlineData("copy --root /x --root /y a", "a", "/y", "")]
    public void Parse_OptionsAndArguments_AreToldApart(string line, string arguments, string? root, string labels)
    {
        var (command, parsed) = Parser.Parse(line.Split(' '));

        Assert.Equal((Copy, arguments), (command, string.Join(' ', parsed.Arguments)));
        Assert.Equal((root, labels), (parsed.Get("--root"), string.Join(',', parsed.GetAll("--label"))));
        Assert.Equal(line.Contains("--quiet", StringComparison.Ordinal), parsed.Has("--quiet"));
    }

    [Fact]
    public void Parse_CommandWithAProgram_LeavesTheProgramsOptionsAlone() =>
        Assert.Equal(["id", "ls", "--root", "-l"], Parser.Parse(["run", "id", "ls", "--root", "-l"]).Arguments.Arguments);

    [Theory]
    [InlineData("", "no command")]
    [InlineData("-- copy", "unknown option \"--\"")]
    [InlineData("move", "unknown command \"move\"")]
    [InlineData("--label k=v copy a", "unknown option \"--label\"")]
    [InlineData("copy --labels a", "unknown option \"--labels\" of copy")]
    [InlineData("copy a --label", "option \"--label\" needs K=V")]
    [InlineData("copy a --quiet=yes", "option \"--quiet\" takes no value")]
    [InlineData("copy", "copy needs FROM TO")]
    [InlineData("copy a b c", "copy does not take \"c\"")]
    [InlineData("run", "not now")]
    public void Run_Wrong_IsOneLineAndExitCodeTwo(string line, string message) =>
        Assert.Equal((2, "", $"tool: {message}; see tool --help\n"), RunProgram(line));

    [Fact]
    public void Run_Command_GivesItsExitCode() => Assert.Equal((7, "", ""), RunProgram("copy a"));

    [Fact]
    public void Run_Version_NeedsNothingElse() => Assert.Equal((0, $"tool {FactsReader.Version}\n", ""), RunProgram("copy --version"));

    [Theory]
    [InlineData("-h", "commands:\n  copy       copies\n  run        runs\n")]
    [InlineData("copy --help", "usage: tool [options] copy [options] FROM TO\n\noptions:\n  -l --label K=V             a label\n")]
    [InlineData("copy --help", "  --root DIR                 where\n")]
    [InlineData("--help", "examples:\n  tool copy a b\n  tool run a ls\n")]
    public void Run_Help_TellsOfCommandsOptionsAndExamples(string line, string contains)
    {
        var (code, output, _) = RunProgram(line);

        Assert.Equal(0, code);
        Assert.Contains(contains, output, StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Error) RunProgram(string line)
    {
        using StringWriter output = new(), error = new();
        var code = Parser.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), output, error);
        return (code, output.ToString(), error.ToString());
    }
}
