using System.Diagnostics;
using EdgeOrch.Containers.Terminals;
using EdgeOrch.Testing;

namespace EdgeOrch.Agent.Tests.Supervision;

/// <summary><c>edgeorchd attach</c> as a program, against a supervisor of its own process.</summary>
public sealed class AttachCommandTests() : SupervisorProcessTest(Script)
{
    private const string Probe = "probe";

    // Says a line for each file that the test makes, so that no line comes before somebody is attached.
    private const string Script = """
        trap 'echo got INT; exit 3' INT
        n=0
        while :; do
          [ -e /tmp/end ] && last=yes
          while [ -e /tmp/$((n+1)) ]; do n=$((n+1)); echo out $n; echo err $n >&2; done
          [ -e /tmp/flood ] && { dd if=/dev/zero bs=1M count=4; touch /tmp/flooded; rm /tmp/flood; }
          [ $last ] && exit 7
          sleep 0.05
        done
        """;

    [Fact]
    public async Task Attach_Output_IsBothStreamsFromNowOnAndThenTheExitCode()
    {
        await TouchAsync("1");
        await Device.SeeLogAsync(2);
        using var attach = await AttachedAsync();
        await TouchAsync("2");
        await TouchAsync("3");
        await TouchAsync("end");
        Assert.Equal((7, "out 2\nout 3\n", "err 2\nerr 3\n"), await EndAsync(attach));
    }

    [Fact]
    public async Task Attach_SupervisorReplacedMeanwhile_GoesOnWithoutAGap()
    {
        using var attach = await AttachedAsync();
        for (var n = 1; n <= 3; n++)
        {
            await Device.Client.ReplaceAsync(force: true, DeviceFixture.Cancel);
            await TouchAsync($"{n}");
        }

        await TouchAsync("end");
        Assert.Equal((7, "out 1\nout 2\nout 3\n", "err 1\nerr 2\nerr 3\n"), await EndAsync(attach));
    }

    [Fact]
    public async Task Attach_SupervisorKilled_SaysSo()
    {
        using var attach = await AttachedAsync();
        Supervisor.Kill();
        var (code, _, error) = await EndAsync(attach);
        Assert.Equal(125, code);
        Assert.Contains("closed the connection", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attach_Interrupt_ReachesTheWorkload()
    {
        using var attach = await AttachedAsync();
        using var kill = Process.Start("/bin/kill", ["-INT", $"{attach.Id}"]);
        Assert.Equal((3, "got INT\n", ""), await EndAsync(attach));
    }

    [Fact]
    public async Task Attach_InterruptNotPassed_EndsOnlyTheAttachment()
    {
        using var attach = await AttachedAsync("--sig-proxy=false");
        using var kill = Process.Start("/bin/kill", ["-INT", $"{attach.Id}"]);
        await EndAsync(attach);
        await TouchAsync("1");
        Assert.Contains("Stdout: out 1", await Eventually.SeeAsync("a further line", DeviceFixture.Patience, () => Device.SeeLogAsync(0), log => log.Contains("Stdout: out 1")));
    }

    [Fact]
    public async Task Attach_OutputIsNotRead_ContainerGoesOnAndTheAttachmentSaysWhyItEnds()
    {
        using var attach = await AttachedAsync();
        await TouchAsync("flood");
        await Eventually.HoldsAsync("the flood's end", DeviceFixture.Patience, () => File.Exists(Device.UpperOf("app.main", "tmp/flooded")));
        var (code, _, error) = await EndAsync(attach);
        Assert.Equal(125, code);
        Assert.Contains("not read fast enough", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attach_DetachKeysAtATerminal_LeaveTheWorkloadRunning()
    {
        using var script = Process.Start(new ProcessStartInfo("script", ["-qec", $"{Device.Dotnet} {DeviceFixture.Program} attach --supervisor-socket {Device.Options.SocketPath} app/main", "/dev/null"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        await SeeAttachedAsync(script);
        await script.StandardInput.WriteAsync("x\x10y\x10\x11");
        await script.StandardInput.FlushAsync(DeviceFixture.Cancel);
        Assert.Contains("detached from app/main", await script.StandardOutput.ReadToEndAsync(DeviceFixture.Cancel), StringComparison.Ordinal);
        await script.WaitForExitAsync(DeviceFixture.Cancel).WaitAsync(DeviceFixture.Patience, DeviceFixture.Cancel);
        Assert.Equal(0, script.ExitCode);
        await TouchAsync("end");
        await Device.SeeAsync("its own end", r => r.LastExit?.Code == 7);
    }

    [Fact]
    public async Task Attach_ContainerDoesNotRun_IsRefused()
    {
        await TouchAsync("end");
        await Device.SeeAsync("its end", r => r.LastExit?.Code == 7);
        using var attach = Start();
        Assert.Equal((125, "", "edgeorchd attach: container \"app.main\" does not run\n"), await EndAsync(attach));
    }

    [Theory]
    [InlineData("ctrl-p,ctrl-q", "\x10\x10\x11", true)]
    [InlineData("ctrl-p,ctrl-q", "\x11\x10", false)]
    [InlineData("a,ctrl-@,ctrl-_", "a\0\x1f", true)]
    public void DetachKeys_Pressed_AreSeenInTheirOrder(string text, string pressed, bool complete)
    {
        Assert.True(DetachKeys.TryParse(text, out var keys));
        Assert.Equal(complete, pressed.Aggregate(false, (seen, key) => seen | keys.Complete([(byte)key])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ctrl-")]
    [InlineData("ctrl-1")]
    [InlineData("ab")]
    [InlineData("ctrl-p,")]
    public void DetachKeys_Malformed_AreRefused(string text) => Assert.False(DetachKeys.TryParse(text, out _));

    // Not on the host: overlayfs does not see what it did not make.
    private async Task TouchAsync(string name) => Assert.Equal(0, await InContainerAsync($"touch /tmp/{name}"));

    private async Task<int?> InContainerAsync(string script) =>
        (await Device.Client.ExecAsync("app.main", ["sh", "-c", script], TimeSpan.FromSeconds(20), DeviceFixture.Cancel)).ExitCode;

    private Process Start(params string[] options) => Device.StartCommand(["attach", "--supervisor-socket", Device.Options.SocketPath, .. options, "app/main"]);

    private async Task<Process> AttachedAsync(params string[] options)
    {
        var attach = Start(options);
        await SeeAttachedAsync(attach);
        return attach;
    }

    // Who is attached is seen by what it tells: the container's process says a word until it does.
    private Task<int?> SeeAttachedAsync(Process attach)
    {
        var first = attach.StandardOutput.ReadLineAsync(DeviceFixture.Cancel).AsTask();
        return Eventually.SeeAsync("the attachment", DeviceFixture.Patience, () => InContainerAsync($"echo {Probe} > /proc/1/fd/1"), _ => first.IsCompleted);
    }

    private static async Task<(int Code, string Output, string Error)> EndAsync(Process attach)
    {
        var (output, error) = (attach.StandardOutput.ReadToEndAsync(DeviceFixture.Cancel), attach.StandardError.ReadToEndAsync(DeviceFixture.Cancel));
        await attach.WaitForExitAsync(DeviceFixture.Cancel).WaitAsync(DeviceFixture.Patience, DeviceFixture.Cancel);
        return (attach.ExitCode, (await output).Replace($"{Probe}\n", "", StringComparison.Ordinal), await error);
    }
}
