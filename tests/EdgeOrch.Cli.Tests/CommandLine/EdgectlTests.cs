using EdgeOrch.Cli.Tests.Running;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;

namespace EdgeOrch.Cli.Tests.CommandLine;

public sealed class EdgectlTests
{
    [Theory]
    [InlineData("\"frob\": is no command here; must be one of ", "get", "frob")]
    [InlineData("--output \"x\": must be one of table, wide, json, yaml", "get", "devices", "-o", "x")]
    [InlineData("Option '--filename' is required", "apply")]
    [InlineData("name \"../x\": must be 1 to 63 lower-case letters", "describe", "device", "../x")]
    [InlineData("--uses 0: must be 1 to 10000", "token", "create", "--uses", "0")]
    [InlineData("--ttl \"soon\": must be a duration", "token", "create", "--ttl", "soon")]
    [InlineData("\"--frob\": is no option of this command", "get", "devices", "--frob")]
    [InlineData("label \"x\": must be KEY=VALUE", "device", "label", "gateway-7", "x")]
    [InlineData("selector \"a==b=c\": must be requirements", "get", "devices", "-l", "a==b=c")]
    [InlineData("name what to delete", "delete")]
    public async Task Run_UsageError_ExitsWith2AndOneLine(string expected, params string[] arguments)
    {
        await using var run = await EdgectlRun.StartAsync();
        var got = await run.RunAsync(arguments);
        Assert.Equal((2, ""), (got.Code, got.Out));
        Assert.StartsWith($"edgectl: {expected}", got.Error, StringComparison.Ordinal);
        Assert.Single(got.Error.TrimEnd('\n').Split('\n'));
        Assert.Empty(run.Server.Requests);
    }

    [Fact]
    public async Task Run_HelpOfEveryCommand_EndsWithExamples()
    {
        await using var run = await EdgectlRun.StartAsync();
        var host = new Cli.CommandLine.CommandHost(Cli.CommandLine.Terminal.OfProcess());
        var paths = Paths(Cli.CommandLine.Edgectl.Root(host), []).ToList();
        Assert.True(paths.Count > 25, $"{paths.Count} commands");
        foreach (var path in paths)
        {
            var got = await run.RunAsync([.. path, "--help"]);
            Assert.Equal((0, ""), (got.Code, got.Error));
            Assert.Contains("Examples:\n  ", got.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Run_ServerGone_NamesServerAndCause()
    {
        await using var run = await EdgectlRun.StartAsync();
        Assert.Equal(new Outcome(1, "", "edgectl: cannot reach https://localhost:1: connection refused\n"), await run.RunAsync("get", "devices", "--server", "https://localhost:1"));
    }

    [Fact]
    public async Task Run_CertificateOfAnotherAuthority_IsRefused()
    {
        await using var run = await EdgectlRun.StartAsync();
        using var other = new TestAuthority();
        var got = await run.RunAsync("get", "devices", "--certificate-authority", run.Write("other.pem", other.Pem));
        Assert.Equal(1, got.Code);
        Assert.StartsWith($"edgectl: cannot reach {run.Server.Url}: TLS: ", got.Error, StringComparison.Ordinal);
        Assert.Empty(run.Server.Requests);
    }

    [Fact]
    public async Task Run_CertificateForAnotherHost_IsRefused()
    {
        await using var run = await EdgectlRun.StartAsync(host: "elsewhere.example");
        var got = await run.RunAsync("get", "devices");
        Assert.Equal(1, got.Code);
        Assert.Contains("RemoteCertificateNameMismatch", got.Error, StringComparison.Ordinal);
        Assert.Empty(run.Server.Requests);
    }

    [Fact]
    public async Task Run_WrongToken_SaysSoWithoutShowingIt()
    {
        await using var run = await EdgectlRun.StartAsync();
        var token = run.Write("token", "wrong-secret\n");
        Assert.Equal(new Outcome(1, "", $"edgectl: {run.Server.Url} refuses the token\n"), await run.RunAsync("get", "devices", "--token-file", token));
    }

    [Fact]
    public async Task Run_ServerRefuses_PrintsItsDetail()
    {
        await using var run = await EdgectlRun.StartAsync();
        run.Server.Refuse("GET /v1/devices/gateway-9", 404, "device \"gateway-9\": not found");
        Assert.Equal(new Outcome(1, "", "edgectl: device \"gateway-9\": not found\n"), await run.RunAsync("get", "device", "gateway-9"));
    }

    [Fact]
    public async Task Run_AnswerThatIsNoApi_SaysSo()
    {
        await using var run = await EdgectlRun.StartAsync();
        run.Server.Answers["GET /v1/devices"] = context => context.Response.Body.WriteAsync("<html>"u8.ToArray()).AsTask();
        var got = await run.RunAsync("get", "devices");
        Assert.StartsWith($"edgectl: {run.Server.Url}: the answer to /v1/devices is not what this edgectl (0.1.0) understands: ", got.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenCreate_Created_PrintsTheTokenAloneOnStandardOutput()
    {
        await using var run = await EdgectlRun.StartAsync();
        run.Server.Answer("POST /v1/join-tokens", new JoinTokenResult("ab", "eo1.ab.secret.00", EdgectlRun.Now.AddHours(1)), WireJson.Default.JoinTokenResult);
        var got = await run.RunAsync("token", "create", "--uses", "3", "--ttl", "1h", "--label", "site=berlin");
        Assert.Equal(new Outcome(0, "eo1.ab.secret.00\n", "join token ab: 3 uses, until 2026-03-01T13:00:00Z\n"), got);
        Assert.Equal("POST /v1/join-tokens\n{\"uses\":3,\"lifetime\":\"1h\",\"labels\":{\"site\":\"berlin\"}}", run.Server.Requests.Single());
    }

    [Fact]
    public async Task DeviceLabel_SetAndRemove_SendsOneChange()
    {
        await using var run = await EdgectlRun.StartAsync();
        run.Server.Answers["PATCH /v1/devices/gateway-7/labels"] = _ => Task.CompletedTask;
        Assert.Equal(new Outcome(0, "device/gateway-7 labeled\n", ""), await run.RunAsync("device", "label", "gateway-7", "site=b=c", "spare-"));
        Assert.Equal("PATCH /v1/devices/gateway-7/labels\n{\"labels\":{\"site\":\"b=c\",\"spare\":null}}", run.Server.Requests.Single());
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Completion_EachShell_AsksTheProgramItself(string shell)
    {
        await using var run = await EdgectlRun.StartAsync();
        var got = await run.RunAsync("completion", shell);
        Assert.Contains("edgectl \"[suggest:", got.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("edgectl get dep", "deployments")]
    [InlineData("edgectl get devices -o y", "yaml")]
    [InlineData("edgectl config use-context l", "lab")]
    public async Task Suggest_Prefix_OffersTheWord(string line, string expected)
    {
        await using var run = await EdgectlRun.StartAsync();
        var got = await run.RunAsync($"[suggest:{line.Length}]", line);
        Assert.Contains(expected, got.Out.Split('\n'));
    }

    private static IEnumerable<string[]> Paths(System.CommandLine.Command command, string[] path) =>
        command.Subcommands.SelectMany(sub => Paths(sub, [.. path, sub.Name])).Prepend(path);
}
