using System.Text;
using System.Text.Json.Nodes;
using EdgeOrch.Testing;

namespace EdgeOrch.Agent.Tests.Edgerun;

/// <summary>The promise: a process that asks for a terminal gets one of its own, whose other end is the caller's.</summary>
public sealed class TerminalTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Edgerun _edgerun = new();

    public void Dispose() => _edgerun.Dispose();

    [Fact]
    public async Task Create_Terminal_IsTheProcessesThreeStreams()
    {
        _edgerun.Configure(c => (c["process"]!["terminal"], c["process"]!["consoleSize"]) = (true, JsonNode.Parse("""{ "height": 11, "width": 77 }""")));
        _edgerun.Script("[ -t 0 ] && [ -t 1 ] && [ -t 2 ] && echo terminal; busybox stty size; read line; echo got $line");
        using var listener = new ConsoleListener(_edgerun.PathOf("console"));

        _edgerun.Ok("create", "--bundle", _edgerun.Bundle, "--console-socket", _edgerun.PathOf("console"), _edgerun.Id);
        using var terminal = listener.Receive();
        _edgerun.Ok("start", _edgerun.Id);

        Assert.Equal("terminal\r\n11 77\r\n", await ReadUntilAsync(terminal, "77\r\n"));
        terminal.Write("word\n"u8);
        Assert.Equal("word\r\ngot word\r\n", await ReadUntilAsync(terminal, "got word\r\n"));
    }

    // script(1) is the terminal that somebody sits at.
    [Theory]
    [InlineData("run --bundle {bundle} {id}")]
    [InlineData("exec --tty {id} sh -c 'exec sh'")]
    public void NoConsoleSocket_Terminal_IsRelayedToTheCallers(string command)
    {
        if (command.StartsWith("run", StringComparison.Ordinal)) _edgerun.Configure(c => (c["process"]!["terminal"], c["process"]!["args"]) = (true, new JsonArray("sh")));
        else
        {
            _edgerun.Script("exec sleep 100");
            _edgerun.Ok("run", "--detach", "--bundle", _edgerun.Bundle, _edgerun.Id);
        }

        var line = command.Replace("{bundle}", _edgerun.Bundle, StringComparison.Ordinal).Replace("{id}", _edgerun.Id, StringComparison.Ordinal);
        var (code, output) = _edgerun.AtTerminal(line, "stty cols 123; busybox tty; echo $((6 * 7)); exit 7\n");
        Assert.Equal(7, code);
        Assert.Contains("/dev/pts/0\r\n42\r\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_Tty_IsTheSessionsOwn()
    {
        _edgerun.Script("exec sleep 100");
        _edgerun.Ok("run", "--detach", "--bundle", _edgerun.Bundle, _edgerun.Id);
        using var listener = new ConsoleListener(_edgerun.PathOf("console"));

        // Its terminal is not read while it runs: the text waits in it.
        _edgerun.Ok("exec", "--detach", "--tty", "--user", "1000", "--console-socket", _edgerun.PathOf("console"), _edgerun.Id, "sh", "-c", "echo from /dev/tty > /dev/tty; sleep 100");
        using var terminal = listener.Receive();

        Assert.Equal("from /dev/tty\r\n", await ReadUntilAsync(terminal, "\n"));
    }

    [Theory]
    [InlineData(true, false, "process.terminal: true needs a console socket, which receives the terminal")]
    [InlineData(false, true, "process.terminal: false, but there is a console socket")]
    public void Create_TerminalOrSocketAlone_SaysWhatIsMissing(bool terminal, bool socket, string problem)
    {
        _edgerun.Configure(c => c["process"]!["terminal"] = terminal);
        using var listener = new ConsoleListener(_edgerun.PathOf("console"));
        string[] option = socket ? ["--console-socket", _edgerun.PathOf("console")] : [];

        Assert.Equal(problem, _edgerun.Fails(1, ["create", "--bundle", _edgerun.Bundle, .. option, _edgerun.Id]));
        _edgerun.LeavesNothing();
    }

    private static async Task<string> ReadUntilAsync(FileStream terminal, string end)
    {
        var text = new StringBuilder();
        var bytes = new byte[256];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal)) 
            text.Append(Encoding.UTF8.GetString(bytes, 0, await terminal.ReadAsync(bytes, TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken)));
        return text.ToString();
    }
}
