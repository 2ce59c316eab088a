using EdgeOrch.Conformance.Tests.Running;

namespace EdgeOrch.Conformance.Tests.Escapes;

/// <summary>The runtime's own program, which runs for a moment inside of the container, cannot be written from there (CVE-2019-5736). What a test opens it does not write to, and is a copy.</summary>
public sealed class OwnProgramTests : EscapeTest
{
    private readonly string _program;

    public OwnProgramTests() => _program = Container.UseACopyOfTheRuntime();

    // The image brings the libraries of the runtime's program, and one more that the loader is told to load.
    [RuntimeTheory]
    [InlineData("/proc/self/exe")]
    [InlineData("/bin/link")]
    [InlineData("/bin/script")]
    public async Task Args_AreTheRuntimesOwnProgram_ItIsNotTheHostsFileOrCannotBeWritten(string program)
    {
        PrepareImage();
        Container.Process["args"] = ConfigJson.Texts(program, "--version");
        Container.Create();
        Container.Call("start", Container.Id);
        await Container.BecomesAsync("stopped");
        AssertOutOfReach(await File.ReadAllTextAsync(Container.PathOf("out-1"), TestContext.Current.CancellationToken));
    }

    [RuntimeTheory]
    [InlineData("/proc/self/exe")]
    [InlineData("/bin/link")]
    [InlineData("/bin/script")]
    public async Task Exec_OfTheRuntimesOwnProgram_ItIsNotTheHostsFileOrCannotBeWritten(string program)
    {
        PrepareImage();
        Container.Launch("exec sleep 100");
        Container.Call("exec", "--detach", "--pid-file", Container.PathOf("pid"), "--env", "LD_PRELOAD=/lib/reach.so", Container.Id, program, "--version");
        var status = $"/proc/{await File.ReadAllTextAsync(Container.PathOf("pid"), TestContext.Current.CancellationToken)}/stat";
        await Testing.Eventually.HoldsAsync("the end of the further process", TestContainer.Patience, () => !File.Exists(status) || File.ReadAllText(status).Contains(") Z ", StringComparison.Ordinal));
        AssertOutOfReach(await File.ReadAllTextAsync(Container.PathOf("out-3"), TestContext.Current.CancellationToken));
    }

    // A workload watches for the runtime to come in, and looks at what it is.
    [RuntimeFact]
    public async Task Exec_Watched_IsNeverTheHostsFile()
    {
        var shared = Container.Share();
        Container.Write("/etc/program", "");
        Container.Mount($$"""{ "destination": "/etc/program", "type": "bind", "source": "{{_program}}", "options": ["bind", "ro"] }""");
        Container.Launch($"echo > {shared}/ready; while :; do for p in /proc/[0-9]*; do test $p/exe -ef /etc/program && echo $p >> {shared}/seen; done; done");
        await TestContainer.HasAsync($"{shared}/ready", "\n");
        for (var i = 0; i < 10; i++) Container.Ok("exec", Container.Id, "/bin/true");
        Assert.False(File.Exists($"{shared}/seen"));
    }

    private void AssertOutOfReach(string output)
    {
        var lines = output.Split('\n');
        if (lines[0] == Host.Run("stat", "-c", "%d:%i", _program)) Assert.StartsWith("E", lines[1], StringComparison.Ordinal);
    }

    private void PrepareImage()
    {
        foreach (var library in Host.Run("ldd", _program).Split((char[])[' ', '\t', '\n']).Where(word => word.StartsWith('/')))
        {
            var copy = Container.Rootfs + library;
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(library, copy, overwrite: true);
        }

        Directory.CreateDirectory(Path.Combine(Container.Rootfs, "lib"));
        Probe.Make("reach", Path.Combine(Container.Rootfs, "lib/reach.so"), "-shared", "-fPIC");
        File.CreateSymbolicLink(Path.Combine(Container.Rootfs, "bin/link"), "/proc/self/exe");
        Container.Write("/bin/script", "#!/proc/self/exe\n");
        File.SetUnixFileMode(Path.Combine(Container.Rootfs, "bin/script"), (UnixFileMode)0b111_101_101);
        Container.Process["env"] = ConfigJson.Texts("PATH=/bin", "LD_PRELOAD=/lib/reach.so");
    }
}
