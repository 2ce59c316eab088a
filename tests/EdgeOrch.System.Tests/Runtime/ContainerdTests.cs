using EdgeOrch.Testing;

namespace EdgeOrch.System.Tests.Runtime;

/// <summary>The promise: containerd's shim runs containers with <c>edgerun</c> in runc's place.</summary>
public sealed class ContainerdTests(Containerd containerd) : IClassFixture<Containerd>
{
    // Options of `ctr run --rm`, the script, and a line of its output.
    public static TheoryData<string, string, string> Options { get; } = new()
    {
        { "--env A=hello", "echo $A", "hello" },
        { "--cwd /tmp", "pwd", "/tmp" },
        { "--read-only", "touch /x 2>&- || echo ro", "ro" },
        { "--seccomp", "grep Seccomp: /proc/self/status", "Seccomp:\t2" },
        { "--privileged", "echo ok", "ok" },
        { "--net-host", "echo ok", "ok" },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public async Task Run_Option_Holds(string options, string script, string line)
    {
        var result = await containerd.RunContainerAsync($"--rm {options}", $"option-{Guid.NewGuid():N}", "/bin/sh", "-c", script);

        Assert.True(result.Output.Split('\n').Contains(line), $"{result}");
    }

    [Fact]
    public async Task Run_ExitCode_IsTheContainers() => Assert.Equal(3, (await containerd.RunContainerAsync("--rm", "code", "/bin/sh", "-c", "exit 3")).ExitCode);

    [Fact]
    public async Task Run_ProgramThatIsNotThere_SaysSo() =>
        Assert.Contains("/no/such", (await containerd.RunContainerAsync("--rm", "none", "/no/such")).Errors, StringComparison.Ordinal);

    [Fact]
    public async Task Run_AtATerminal_HasOne() => Assert.Contains("/dev/pts/0", (await containerd.RunAtTerminalAsync("terminal", "/bin/tty")).Succeeded(), StringComparison.Ordinal);

    [Fact]
    public async Task Lifecycle_VerbAfterVerb_EachWorks()
    {
        (await containerd.RunContainerAsync("--detach --memory-limit 33554432", "life", "/bin/sleep", "1000")).Succeeded();
        await AwaitStatusAsync("RUNNING");
        var exec = await containerd.RunAsync("task", "exec", "--exec-id", "one", "--cwd", "/tmp", "life", "/bin/sh", "-c", "pwd; exit 4");
        Assert.Equal((4, "/tmp\n"), (exec.ExitCode, exec.Output));
        Assert.Equal("1000\n", (await containerd.RunAsync("task", "exec", "--exec-id", "two", "--user", "1000", "life", "/bin/id", "-u")).Succeeded());
        Assert.Equal(2, (await containerd.RunAsync("task", "ps", "life")).Succeeded().Trim().Split('\n').Length);
        var metrics = (await containerd.RunAsync("task", "metrics", "life")).Succeeded();
        Assert.Matches(@"pids\.current +1\b", metrics);
        Assert.Matches(@"memory\.\w*limit\w* +33554432\b", metrics);
        (await containerd.RunAsync("task", "pause", "life")).Succeeded();
        await AwaitStatusAsync("PAUSED");
        (await containerd.RunAsync("task", "resume", "life")).Succeeded();
        await AwaitStatusAsync("RUNNING");
        (await containerd.RunAsync("task", "kill", "--signal", "KILL", "life")).Succeeded();
        await AwaitStatusAsync("STOPPED");
        Assert.Contains("exit code 137", (await containerd.RunAsync("task", "delete", "life")).Errors, StringComparison.Ordinal);
        (await containerd.RunAsync("container", "delete", "life")).Succeeded();
        Assert.DoesNotContain("life", (await containerd.RunAsync("container", "ls")).Succeeded(), StringComparison.Ordinal);
    }

    private Task<string> AwaitStatusAsync(string status) => Eventually.SeeAsync(
        status, TimeSpan.FromSeconds(30), async () => (await containerd.RunAsync("task", "ls")).Succeeded(), tasks => tasks.Contains(status, StringComparison.Ordinal));
}
