using System.Runtime.Versioning;
using EdgeOrch.Cli.Tests.Running;

namespace EdgeOrch.Cli.Tests.Configuration;

public sealed class ConfigTests
{
    [Theory]
    [InlineData("""{"contexts":[],"current":"x"}""", "unknown key \"current\": must be one of currentContext, contexts")]
    [InlineData("""{"contexts":[{"name":"a","sever":"x"}]}""", "unknown key \"contexts[0].sever\": must be one of name, server, token")]
    [InlineData("""{"contexts":[{"server":"https://x"}]}""", "contexts[0].name: is missing")]
    [InlineData("""{"contexts":[{"name":"a","token":5}]}""", "contexts[0].token: must be a string")]
    [InlineData("""{"contexts":[{"name":"a"},{"name":"a"}]}""", "contexts: name \"a\" appears 2 times")]
    [InlineData("""{"contexts":{}}""", "contexts: must be a list")]
    [InlineData("nonsense", "not JSON: ")]
    public async Task Load_BrokenFile_NamesFileAndKey(string text, string expected)
    {
        await using var run = await EdgectlRun.StartAsync();
        File.WriteAllText(run.ConfigFile, text);
        var got = await run.RunAsync("get", "devices");
        Assert.Equal(1, got.Code);
        Assert.StartsWith($"edgectl: config file \"{run.ConfigFile}\": {expected}", got.Error, StringComparison.Ordinal);
        Assert.Single(got.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public async Task SetContext_Saved_OnlyItsOwnerMayReadIt()
    {
        await using var run = await EdgectlRun.StartAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(run.ConfigFile));
        Assert.Equal([run.ConfigFile], Directory.GetFiles(Path.GetDirectoryName(run.ConfigFile)!));
    }

    [Fact]
    public async Task View_StoredToken_IsNotShown()
    {
        await using var run = await EdgectlRun.StartAsync();
        var got = await run.RunAsync("config", "view");
        Assert.Contains("\"token\": \"REDACTED\"", got.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(TestServer.Token, got.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contexts_SetUseDelete_AreListed()
    {
        await using var run = await EdgectlRun.StartAsync();
        await run.RunAsync("config", "set-context", "two", "--server", "https://two:1", "--token-file", "/tmp/two.token");
        await run.RunAsync("config", "use-context", "two");
        await run.RunAsync("config", "delete-context", "lab");
        var got = await run.RunAsync("config", "get-contexts");
        Assert.Equal(
            """
            CURRENT   NAME   SERVER          TOKEN            CERTIFICATE-AUTHORITY
            *         two    https://two:1   /tmp/two.token   system

            """,
            got.Out);
        Assert.Equal($"edgectl: context \"lab\": not in \"{run.ConfigFile}\"\n", (await run.RunAsync("config", "use-context", "lab")).Error);
    }

    [Theory]
    [InlineData("http://orch:80")]
    [InlineData("orch")]
    [InlineData("https://orch/path")]
    [InlineData("https://user:secret@orch")]
    public async Task SetContext_ServerThatIsNoHttpsAddress_IsRefused(string server)
    {
        await using var run = await EdgectlRun.StartAsync();
        Assert.Equal(
            new Outcome(1, "", $"edgectl: server \"{server}\": must be https://HOST[:PORT]\n"), await run.RunAsync("config", "set-context", "x", "--server", server));
    }
}
