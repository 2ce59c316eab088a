using EdgeOrch.Cli.CommandLine;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Cli.Tests.Running;

/// <summary>Runs edgectl in-process with a config file, a clock and a folder of its own, against a <see cref="TestServer"/>.</summary>
internal sealed class EdgectlRun : IAsyncDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private EdgectlRun(TestAuthority authority, TestServer server) => (Authority, Server) = (authority, server);

    public TestAuthority Authority { get; }

    public TestServer Server { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("edgectl-").FullName;

    public string ConfigFile => Path.Combine(Folder, "config", "config.json");

    public FakeTimeProvider Clock { get; } = new(Now);

    public string Input { get; set; } = "";

    /// <summary>With a context for the server already chosen.</summary>
    public static async Task<EdgectlRun> StartAsync(string host = "localhost")
    {
        var authority = new TestAuthority();
        var run = new EdgectlRun(authority, await TestServer.StartAsync(authority, host));
        var ca = run.Write("ca.pem", authority.Pem);
        var set = await run.RunAsync("config", "set-context", "lab", "--server", run.Server.Url, "--token", TestServer.Token, "--certificate-authority", ca);
        Assert.Equal((0, ""), (set.Code, set.Error));
        return run;
    }

    public string Write(string name, string text)
    {
        var file = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public async Task<Outcome> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, error, new StringReader(Input), Clock, name => name == "EDGEORCH_CONFIG" ? ConfigFile : null, Interactive: false);
        var code = await Edgectl.RunAsync(arguments, terminal, TestContext.Current.CancellationToken);
        return new Outcome(code, output.ToString(), error.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Authority.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
