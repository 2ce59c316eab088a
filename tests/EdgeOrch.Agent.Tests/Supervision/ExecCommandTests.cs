using System.Diagnostics;
using EdgeOrch.Testing;

namespace EdgeOrch.Agent.Tests.Supervision;

/// <summary><c>edgeorchd exec</c> as a program, against a supervisor of its own process.</summary>
public sealed class ExecCommandTests : IAsyncLifetime
{
    private readonly DeviceFixture _device = new();
    private Process _supervisor = null!;

    public async ValueTask InitializeAsync()
    {
        _supervisor = _device.StartProcess();
        _ = _supervisor.StandardError.ReadToEndAsync(DeviceFixture.Cancel);
        await _device.AnswersAsync();
        await _device.Client.StartAsync(_device.Shell("exec sleep 1000") with { StopGrace = TimeSpan.Zero }, DeviceFixture.Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _supervisor.Kill();
        await _supervisor.WaitForExitAsync(CancellationToken.None);
        _supervisor.Dispose();
        await _device.DisposeAsync();
    }

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

    [Theory]
    [InlineData("app/none", "there is no container \"app.none\"")]
    [InlineData("app/main no-such-program", "execve \"no-such-program\": ENOENT")]
    [InlineData("-u nobody app/main sh", "user \"nobody\" is not in the image's /etc/passwd")]
    public async Task Exec_CannotRun_SaysWhyInOneLine(string arguments, string why)
    {
        var (code, output, error) = await ExecAsync(null, [.. arguments.Split(' '), .. arguments.Contains("none", StringComparison.Ordinal) ? new[] { "sh" } : []]);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(why, Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_SupervisorReplacedMeanwhile_GoesOnAndEndsWithItsCode()
    {
        var exec = ExecAsync(null, "app/main", "--", "sh", "-c", "echo begins; touch /begun; sleep 5; echo ends; exit 9");
        await Eventually.SeeAsync(
            "the command to run", DeviceFixture.Patience,
            async () => (await _device.Client.ExecAsync("app.main", ["cat", "/begun"], TimeSpan.FromSeconds(20), DeviceFixture.Cancel)).ExitCode, code => code == 0);
        await _device.Client.ReplaceAsync(force: true, DeviceFixture.Cancel);
        Assert.False(exec.IsCompleted);
        Assert.Equal((9, "begins\nends\n", ""), await exec);
    }

    private async Task<(int Code, string Output, string Error)> ExecAsync(string? input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(
            _device.Dotnet, [DeviceFixture.Program, "exec", "--supervisor-socket", _device.Options.SocketPath, .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(DeviceFixture.Cancel), process.StandardError.ReadToEndAsync(DeviceFixture.Cancel));
        await process.WaitForExitAsync(DeviceFixture.Cancel).WaitAsync(DeviceFixture.Patience, DeviceFixture.Cancel);
        return (process.ExitCode, await output, await error);
    }
}
