using System.Net;
using System.Net.Sockets;
using EdgeOrch.ControlPlane.Tests.Storage;
using EdgeOrch.Testing;

namespace EdgeOrch.ControlPlane.Tests.Hosting;

/// <summary>The promise: what keeps <c>edgeorch</c> from running is told in one line, and its exit code is not zero.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--listen")]
    [InlineData("--mqtt")]
    public async Task Serve_PortInUse_SaysSoInOneLine(string option)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        EndPoint free = new IPEndPoint(IPAddress.Loopback, FreePort.Next());
        var (listen, mqtt) = option == "--listen" ? (other.LocalEndpoint, free) : (free, other.LocalEndpoint);

        await FailsAsync(
            1, $"edgeorch: cannot listen on {other.LocalEndpoint} ({option}): the port is in use by another program",
            "serve", "--data", _folder.Path, "--listen", $"{listen}", "--mqtt", $"{mqtt}");
    }

    [Fact]
    public async Task Serve_UnknownConfigKey_NamesItAndTheNearest()
    {
        var config = await WriteAsync("{\n  \"data\": \"/var/lib/edgeorch\",\n  \"mqqt\": \"127.0.0.1:8883\"\n}");

        await FailsAsync(2, $"edgeorch: config \"{config}\": line 3: mqqt: unknown field \"mqqt\"; did you mean \"mqtt\"?", "serve", "--config", config);
    }

    [Fact]
    public async Task Serve_OptionOutOfRange_NamesItItsValueAndItsRange()
    {
        var config = await WriteAsync("broker: { maxWaitingPerDevice: 0 }");

        await FailsAsync(
            1, "edgeorch: broker.maxWaitingPerDevice 0: must be 1 to 10000",
            "serve", "--config", config, "--data", _folder.Path, "--listen", $"127.0.0.1:{FreePort.Next()}", "--mqtt", $"127.0.0.1:{FreePort.Next()}");
    }

    [Theory]
    [InlineData("edgeorch: a command is needed: serve; see edgeorch --help")]
    [InlineData("edgeorch: unknown command \"sevre\": must be serve; see edgeorch --help", "sevre")]
    [InlineData("edgeorch: unknown option \"--lisen\"; did you mean \"--listen\"?", "serve", "--lisen", "x")]
    [InlineData("edgeorch: option --data needs a value", "serve", "--data")]
    [InlineData("edgeorch: --listen \"8443\": must be ADDRESS:PORT such as 127.0.0.1:8443 or [::]:8443, the port 1 to 65535", "serve", "--listen", "8443")]
    public Task Main_WrongCommandLine_SaysWhatIsRight(string line, params string[] arguments) => FailsAsync(2, line, arguments);

    private static async Task FailsAsync(int exitCode, string line, params string[] arguments)
    {
        var run = await ProgramRun.RunAsync(arguments);

        Assert.Equal((exitCode, line + "\n"), (run.ExitCode, run.Errors));
    }

    private async Task<string> WriteAsync(string config)
    {
        var path = Path.Combine(_folder.Path, "edgeorch.json");
        await File.WriteAllTextAsync(path, config, TestContext.Current.CancellationToken);
        return path;
    }
}
