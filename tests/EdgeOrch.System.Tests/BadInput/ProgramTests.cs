using System.Net;
using System.Net.Sockets;
using EdgeOrch.System.Tests.Programs;
using EdgeOrch.Testing;

namespace EdgeOrch.System.Tests.BadInput;

/// <summary>The promise: a program that cannot do what it is told says why in one line and exits non-zero.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeorch-programs-").FullName;

    public static TheoryData<string> Programs => new("edgeorch", "edgeorchd", "edgerun", "edgectl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Help_OfAProgram_HasExamples(string program) =>
        Assert.Contains("xamples", (await RunAsync(program, "--help")).Succeeded(), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Version_OfAProgram_IsTold(string program) =>
        Assert.Matches(@"\d+\.\d+\.\d+", (await RunAsync(program, "--version")).Succeeded());

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Option_ThatNobodyKnows_IsOneLineAndANonZeroCode(string program)
    {
        var result = await RunAsync(program, "--frobnicate");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("--frobnicate", Line(result), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--listen")]
    [InlineData("--mqtt")]
    public async Task Serve_OnAPortInUse_NamesIt(string option)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var used = $"127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";
        var options = new Dictionary<string, string> { ["--listen"] = $"127.0.0.1:{FreePort.Next()}", ["--mqtt"] = $"127.0.0.1:{FreePort.Next()}", [option] = used };

        var result = await RunAsync("edgeorch", ["serve", "--data", Path.Combine(_folder, "cloud"), .. options.SelectMany(pair => (string[])[pair.Key, pair.Value])]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(result.Errors.Split('\n'), line => line.Contains(used, StringComparison.Ordinal) && line.Contains("in use", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Serve_WithAnUnknownConfigKey_NamesIt()
    {
        var result = await RunAsync("edgeorch", "serve", "--config", Config("""{ "lisen": "127.0.0.1:1" }"""));

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("\"lisen\"; did you mean \"listen\"?", Line(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithAnUnknownConfigKey_NamesIt()
    {
        var result = await RunAsync("edgeorchd", "run", "--config", Config("""{ "outboxEvent": 5 }"""));

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("\"outboxEvent\"; did you mean \"outboxEvents\"?", Line(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OnADeviceThatDidNotJoin_SaysWhatToDo()
    {
        var result = await RunAsync("edgeorchd", "run", "--data", _folder);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("edgeorchd join", Line(result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edgectl_WithNoServer_SaysWhereItLooked()
    {
        var result = await RunAsync("edgectl", "--server", "https://127.0.0.1:1", "--token-file", Config("secret"), "get", "devices");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("127.0.0.1:1", Line(result), StringComparison.Ordinal);
    }

    private string Config(string text)
    {
        var path = Path.Combine(_folder, "config.json");
        File.WriteAllText(path, text);
        return path;
    }

    private Task<ProgramResult> RunAsync(string program, params string[] arguments) => PublishedProgram.RunAsync(
        PublishedProgram.PathOf(program), arguments, environment: new Dictionary<string, string> { ["EDGEORCH_CONFIG"] = Path.Combine(_folder, "edgectl.json") });

    private static string Line(ProgramResult result) => Assert.Single(result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
}
