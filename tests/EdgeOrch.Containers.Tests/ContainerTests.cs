using EdgeOrch.Containers.Rootfs;

namespace EdgeOrch.Containers.Tests;

public sealed class ContainerTests : IDisposable
{
    private readonly BusyboxRoot _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Start_ShellOnOverlay_RunsAsPidOneAndReportsItsExitCode()
    {
        var (exit, output) = await Run.ToEnd(_root.Shell("echo hello from $$; exit 7"), _root.Overlay());

        Assert.Equal("hello from 1\n", output);
        Assert.Equal(new ExitStatus(7, null, false), exit);
    }

    [Fact]
    public async Task Start_TheMostLayersAtLongPaths_RunsWithAllOfThem()
    {
        var layers = Enumerable.Range(0, RootfsSpec.MaxLowers - 1).Select(i => _root.Folder($"{new string('x', 200)}/{i}")).ToList();
        File.WriteAllText(Path.Combine(layers[0], "top"), "top\n");
        File.WriteAllText(Path.Combine(layers[^1], "bottom"), "bottom\n");
        var overlay = _root.Overlay();

        var (exit, output) = await Run.ToEnd(_root.Shell("cat /top /bottom"), overlay with { Lowers = [.. layers, .. overlay.Lowers] });

        Assert.Equal((0, "top\nbottom\n"), (exit.Code, output));
    }

    [Fact]
    public async Task Exec_RunningContainer_RunsInsideAndReportsItsExitCode()
    {
        using var output = new OutputPipe();
        var spec = _root.Shell("exec sleep 100");
        var container = ContainerRuntime.Create(BusyboxRoot.NewId(), spec, _root.Overlay());
        try
        {
            container.Start();
            using var exec = container.Exec(spec.Process with { Args = ["sh", "-c", "cat /proc/1/cmdline; exit 3"] }, stdio: output.Stdio);
            output.CloseWriter();

            Assert.Equal("sleep\0100\0", await output.ReadToEnd());
            Assert.Equal(3, (await exec.WaitAsync(Run.Cancel).WaitAsync(Run.Patience, Run.Cancel)).Code);
        }
        finally
        {
            container.Delete();
        }
    }
}
