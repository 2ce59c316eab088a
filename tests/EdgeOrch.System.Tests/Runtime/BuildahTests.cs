namespace EdgeOrch.System.Tests.Runtime;

/// <summary>The promise: <c>buildah run</c> and <c>buildah build</c> with <c>--runtime edgerun</c> do what they do with any runtime.</summary>
public sealed class BuildahTests(Buildah buildah) : IClassFixture<Buildah>
{
    // Arguments of `buildah run … w sh -c`, the script, and a line of its output.
    public static TheoryData<string, string, string> Options { get; } = new()
    {
        { "--network none", "echo hi", "hi" },
        { "--network host", "echo hi", "hi" },
        { "--network none --user 1000", "id -u", "1000" },
        { "--network none --workingdir /tmp --env A=1", "echo $A $PWD", "1 /tmp" },
        { "--network none --hostname web", "hostname", "web" },
        { "--network none --cap-drop ALL", "grep CapEff /proc/self/status", "CapEff:\t0000000000000000" },
        { "--network none --volume /etc:/host:ro", "touch /host/x 2>&- || echo ro", "ro" },
        { "--network none --terminal", "tty", "/dev/pts/0" },
        { "--network none", "grep Seccomp: /proc/self/status", "Seccomp:\t2" },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public async Task Run_Option_Holds(string options, string script, string line)
    {
        var result = await buildah.RunContainersAsync("run", [.. options.Split(' '), "w", "--", "sh", "-c", script]);

        Assert.True(result.Output.Split('\n').Any(seen => seen.TrimEnd('\r') == line), $"{result}");
    }

    [Fact]
    public async Task Run_ExitCode_IsTheCommands() =>
        Assert.Equal(3, (await buildah.RunContainersAsync("run", "--network", "none", "w", "--", "sh", "-c", "exit 3")).ExitCode);

    [Fact]
    public async Task Build_RunInstructions_ChangeTheImageAsTheUserTheyName()
    {
        (await buildah.RunAsync("commit", "w", "base:v1")).Succeeded();
        await File.WriteAllTextAsync(buildah.PathOf("Containerfile"), "FROM base:v1\nRUN echo built > /tmp/built && id -u\nUSER 1000\nRUN cat /tmp/built && id -u\n", TestContext.Current.CancellationToken);
        var output = (await buildah.RunContainersAsync("build", "--network", "none", "--memory", "64m", "--tag", "made:v1", "--file", buildah.PathOf("Containerfile"), buildah.PathOf("image"))).Succeeded();

        Assert.Equal(["0", "built", "1000"], output.Split('\n').Where(line => line is "0" or "built" or "1000"));
    }
}
