using System.Diagnostics;
using EdgeOrch.Testing;

namespace EdgeOrch.Agent.Tests.Supervision;

/// <summary><c>edgeorchd exec</c> as a program, against a supervisor of its own process.</summary>
public sealed class ExecCommandTests() : SupervisorProcessTest("exec sleep 1000")
{
    [Fact]
    public async Task Exec_ThreeStreams_AreTheCallersOwn()
    {
        var (code, output, error) = await ExecAsync("first\nsecond\n", "-i", "app/main", "--", "sh", "-c", "cat; echo wrong >&2; exit 7");
        Assert.Equal((7, "first\nsecond\n", "wrong\n"), (code, output, error));
    }

    [Fact]
    public async Task Exec_WithoutInput_ReadsNothing() => Assert.Equal((0, "", ""), await ExecAsync("unread", "app/main", "cat"));

    [Fact]
    public async Task Exec_UserEnvironmentAndFolder_AreAsAsked()
    {
        var (code, output, error) = await ExecAsync(null, "-u", "1000:2000", "-e", "WHAT=a b", "-w", "/tmp", "app/main", "--", "sh", "-c", "echo $WHAT; pwd; cat /proc/self/status");
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("a b\n/tmp\n", output, StringComparison.Ordinal);
        Assert.Contains("Uid:\t1000\t1000", output, StringComparison.Ordinal);
        Assert.Contains("Gid:\t2000\t2000", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_Terminal_IsOne()
    {
        var (code, output, _) = await ExecAsync("echo typed\nexit 5\n", "-i", "-t", "app/main", "--", "sh", "-c", "[ -t 0 ] && echo terminal; exec sh");
        Assert.Equal(5, code);
        Assert.Contains("terminal", output, StringComparison.Ordinal);
        Assert.Contains("typed\r\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_TerminalWhoseInputEnds_EndsToo()
    {
        var (code, output, _) = await ExecAsync("no newline", "-i", "-t", "app/main", "--", "sh", "-c", "cat; echo ended");
        Assert.Equal(0, code);
        Assert.EndsWith("ended\r\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_TerminalOfAPerson_FollowsItsSize()
    {
        // script(1) makes the terminal that somebody sits at, and changes its size once the program has seen the first.
        var changes = "until [ -e " + Seen + " ]; do sleep 0.05; done; stty rows 22 cols 88 < /dev/tty";
        var program = "busybox stty size; touch /tmp/seen; until [ \"$(busybox stty size)\" = '22 88' ]; do sleep 0.05; done; echo resized";
        using var script = Process.Start(new ProcessStartInfo(
            "script", ["-qec", $"stty rows 11 cols 77; ({changes}) & {Line} -i -t app/main -- sh -c '{program.Replace("'", "'\\''", StringComparison.Ordinal)}'", "/dev/null"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        var output = script.StandardOutput.ReadToEndAsync(DeviceFixture.Cancel);
        await script.WaitForExitAsync(DeviceFixture.Cancel).WaitAsync(DeviceFixture.Patience, DeviceFixture.Cancel);
        Assert.Equal("11 77\r\nresized\r\n", await output);
    }

    [Fact]
    public async Task Exec_VariableThatIsThere_IsReplaced()
    {
        var (code, output, _) = await ExecAsync(null, "-e", "PATH=/bin:/other", "-e", "NO_SUCH_VARIABLE", "app/main", "--", "cat", "/proc/self/environ");
        Assert.Equal(0, code);
        Assert.Equal(["PATH=/bin:/other"], output.Split('\0').Where(v => v.StartsWith("PATH=", StringComparison.Ordinal) || v.StartsWith("NO_SUCH", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Exec_Detached_RunsOnWithoutUs()
    {
        Assert.Equal((0, "", ""), await ExecAsync(null, "-d", "app/main", "--", "sh", "-c", "sleep 1; echo unseen; touch /tmp/done"));
        await Eventually.HoldsAsync("the detached command's end", DeviceFixture.Patience, () => File.Exists(Device.UpperOf("app.main", "tmp/done")));
    }

    [Theory]
    [InlineData("INT", "got INT", 3)]
    [InlineData("TERM", "got TERM", 4)]
    [InlineData("USR1", "got USR1", 5)]
    public async Task Exec_SignalWithoutTerminal_ReachesTheProgram(string signal, string said, int code)
    {
        using var exec = Start("app/main", "--", "sh", "-c", "trap 'echo got INT; exit 3' INT; trap 'echo got TERM; exit 4' TERM; trap 'echo got USR1; exit 5' USR1; echo ready; while :; do sleep 0.05; done");
        Assert.Equal("ready", await exec.StandardOutput.ReadLineAsync(DeviceFixture.Cancel).AsTask().WaitAsync(DeviceFixture.Patience, DeviceFixture.Cancel));
        using var kill = Process.Start("/bin/kill", [$"-{signal}", $"{exec.Id}"]);
        Assert.Equal(said, await exec.StandardOutput.ReadLineAsync(DeviceFixture.Cancel).AsTask().WaitAsync(DeviceFixture.Patience, DeviceFixture.Cancel));
        await exec.WaitForExitAsync(DeviceFixture.Cancel).WaitAsync(DeviceFixture.Patience, DeviceFixture.Cancel);
        Assert.Equal(code, exec.ExitCode);
    }

    [Theory]
    [InlineData("app/none sh", 125, "there is no container \"app.none\"")]
    [InlineData("-u nobody app/main sh", 125, "user \"nobody\" is not in the image's /etc/passwd")]
    [InlineData("app/main /tmp", 126, "execve \"/tmp\": EACCES")]
    [InlineData("app/main no-such-program", 127, "execve \"no-such-program\": ENOENT")]
    public async Task Exec_CannotRun_SaysWhyInOneLineAndWithDockersCode(string arguments, int expected, string why)
    {
        var (code, output, error) = await ExecAsync(null, arguments.Split(' '));
        Assert.Equal((expected, ""), (code, output));
        Assert.Contains(why, Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_SupervisorReplacedMeanwhile_GoesOnAndEndsWithItsCode()
    {
        var exec = ExecAsync(null, "app/main", "--", "sh", "-c", "echo begins; touch /begun; sleep 5; echo ends; exit 9");
        await Eventually.SeeAsync(
            "the command to run", DeviceFixture.Patience,
            async () => (await Device.Client.ExecAsync("app.main", ["cat", "/begun"], TimeSpan.FromSeconds(20), DeviceFixture.Cancel)).ExitCode, code => code == 0);
        await Device.Client.ReplaceAsync(force: true, DeviceFixture.Cancel);
        Assert.False(exec.IsCompleted);
        Assert.Equal((9, "begins\nends\n", ""), await exec);
    }

    private string Seen => Device.UpperOf("app.main", "tmp/seen");

    private string Line => $"{Device.Dotnet} {DeviceFixture.Program} exec --supervisor-socket {Device.Options.SocketPath}";

    private Process Start(params string[] arguments) => Device.StartCommand(["exec", "--supervisor-socket", Device.Options.SocketPath, .. arguments]);

    private async Task<(int Code, string Output, string Error)> ExecAsync(string? input, params string[] arguments)
    {
        using var process = Start(arguments);
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(DeviceFixture.Cancel), process.StandardError.ReadToEndAsync(DeviceFixture.Cancel));
        await process.WaitForExitAsync(DeviceFixture.Cancel).WaitAsync(DeviceFixture.Patience, DeviceFixture.Cancel);
        return (process.ExitCode, await output, await error);
    }
}
