using System.Diagnostics;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Agent.Tests.Supervision;

/// <summary><c>edgeorchd cp</c> as a program, on a container that would like to write elsewhere.</summary>
public sealed class CopyCommandTests : IAsyncLifetime
{
    private readonly DeviceFixture _device = new();
    private readonly TemporaryFolder _local = new();

    public async ValueTask InitializeAsync()
    {
        await _device.StartAsync();
        var volume = Directory.CreateDirectory(_local.Of("volume")).FullName;
        File.WriteAllText(Path.Combine(volume, "kept"), "of the volume");
        var launch = _device.Shell("exec sleep 1000") with { StopGrace = TimeSpan.Zero };
        await _device.Client.StartAsync(
            launch with { Spec = launch.Spec with { Mounts = [.. launch.Spec.Mounts, Bind(volume, "/data"), Bind(volume, "/fixed", "ro"), Bind(Path.Combine(volume, "kept"), "/one")] } }, DeviceFixture.Cancel);
        await InContainerAsync("mkdir -p /tmp/tree/deep; echo first > /tmp/tree/first; echo second > /tmp/tree/deep/second; ln -s first /tmp/tree/link; chown 7:8 /tmp/tree/first; chmod 4751 /tmp/tree/first; touch -d '2020-02-03 04:05:06' /tmp/tree/first");
    }

    public async ValueTask DisposeAsync()
    {
        await _device.DisposeAsync();
        _local.Dispose();
    }

    [Theory]
    [InlineData("/tmp/tree", "new", "new/deep/second")]
    [InlineData("/tmp/tree/", "new/", "new/deep/second")]
    [InlineData("/tmp/tree", "there", "there/tree/deep/second")]
    [InlineData("/tmp/tree/.", "there", "there/deep/second")]
    [InlineData("/tmp/tree/deep/second", "there", "there/second")]
    [InlineData("/tmp/tree/deep/second", "name", "name")]
    [InlineData("tmp/tree/deep/second", "there/old", "there/old")]
    public async Task Copy_Out_GoesWhereDockerPutsIt(string source, string destination, string expected)
    {
        Directory.CreateDirectory(_local.Of("there"));
        File.WriteAllText(_local.Of("there/old"), "old and longer than what comes");
        await CopiesAsync($"app/main:{source}", _local.Of(destination));
        Assert.Equal("second\n", File.ReadAllText(_local.Of(expected)));
    }

    [Theory]
    [InlineData("/tmp/none", "new", "\"app/main:/tmp/none\": does not exist")]
    [InlineData("/tmp/tree/first", "new/", "new/\": the folder does not exist")]
    [InlineData("/tmp/tree/first", "none/name", "none\": the folder does not exist")]
    [InlineData("/tmp/tree", "file", "file\": is no folder")]
    [InlineData("/tmp/tree/first/.", "new", "Not a directory")]
    public async Task Copy_OutOfPlace_IsRefused(string source, string destination, string why)
    {
        File.WriteAllText(_local.Of("file"), "");
        Assert.Contains(why, await FailsAsync($"app/main:{source}", _local.Of(destination)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_Out_KeepsModesTimesAndLinksAndOwnersOnlyWhenAsked()
    {
        await CopiesAsync("app/main:/tmp/tree", _local.Of("plain"));
        await CopiesAsync("-a", "app/main:/tmp/tree", _local.Of("archive"));
        Assert.Equal("751 0 0 1580702706", await OutputAsync("stat", "-c", "%a %u %g %Y", _local.Of("plain/first")));
        Assert.Equal("4751 7 8 1580702706", await OutputAsync("stat", "-c", "%a %u %g %Y", _local.Of("archive/first")));
        Assert.Equal("first", new FileInfo(_local.Of("plain/link")).LinkTarget);
        await CopiesAsync("-L", "app/main:/tmp/tree/link", _local.Of("followed"));
        Assert.Equal("first\n", File.ReadAllText(_local.Of("followed")));
    }

    [Fact]
    public async Task Copy_In_IsSeenInside()
    {
        Directory.CreateDirectory(_local.Of("site/sub"));
        File.WriteAllText(_local.Of("site/sub/page"), "page");
        await CopiesAsync(_local.Of("site"), "app/main:/tmp");
        await CopiesAsync(_local.Of("site/."), "app/main:/data");
        await CopiesAsync(_local.Of("site/sub/page"), "app/main:/tmp/tree/first");
        Assert.Equal("pagepagepage", await InContainerAsync("cat /tmp/site/sub/page /data/sub/page /tmp/tree/first"));
        Assert.Equal("page", File.ReadAllText(_local.Of("volume/sub/page")));
    }

    [Fact]
    public async Task Copy_Volume_IsReadWrittenAndRefusedWhereItIsReadOnly()
    {
        await CopiesAsync("app/main:/data/kept", _local.Of("kept"));
        Assert.Equal("of the volume", File.ReadAllText(_local.Of("kept")));
        File.WriteAllText(_local.Of("short"), "short");
        await CopiesAsync(_local.Of("short"), "app/main:/one");
        Assert.Equal("short", File.ReadAllText(_local.Of("volume/kept")));
        Assert.Contains("\"app/main:/fixed/kept\": Read-only file system", await FailsAsync(_local.Of("kept"), "app/main:/fixed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_LinksOfTheContainer_LeadNowhereOutside()
    {
        var outside = Directory.CreateDirectory(_local.Of("outside")).FullName;
        File.WriteAllText(_local.Of("outside/secret"), "secret");
        File.WriteAllText(_local.Of("mine"), "mine");
        await InContainerAsync($"ln -s {outside} /tmp/out; ln -s ../../../../../../../..{outside}/secret /tmp/up; ln -s {outside}/made /tmp/made");

        await FailsAsync("app/main:/tmp/out/secret", _local.Of("got"));
        await FailsAsync("-L", "app/main:/tmp/up", _local.Of("got"));
        await FailsAsync(_local.Of("mine"), "app/main:/tmp/out/made");
        await FailsAsync(_local.Of("mine"), "app/main:/tmp/made");
        await FailsAsync("app/main:/proc/1/root/tmp/tree/first", _local.Of("got"));
        Assert.Equal(["secret"], Directory.GetFileSystemEntries(outside).Select(Path.GetFileName));
        Assert.False(File.Exists(_local.Of("got")));

        // Once the container has such a folder itself, it is that one.
        await InContainerAsync($"mkdir -p {outside}");
        await CopiesAsync(_local.Of("mine"), "app/main:/tmp/made");
        Assert.Equal("mine", await InContainerAsync($"cat {outside}/made"));
        Assert.False(File.Exists(_local.Of("outside/made")));
    }

    [Fact]
    public async Task Copy_OntoALinkBeneathTheDestination_IsNotFollowed()
    {
        Directory.CreateDirectory(_local.Of("there"));
        Directory.CreateDirectory(_local.Of("elsewhere"));
        File.CreateSymbolicLink(_local.Of("there/deep"), _local.Of("elsewhere"));
        Assert.Contains("is no folder and is not replaced by one", await FailsAsync("app/main:/tmp/tree/.", _local.Of("there")), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_local.Of("elsewhere")));
    }

    [Fact]
    public async Task Copy_FileWithHoles_HasThemAgain()
    {
        await InContainerAsync("dd if=/dev/zero of=/tmp/holes bs=1 count=0 seek=700M; echo end >> /tmp/holes");
        await CopiesAsync("app/main:/tmp/holes", _local.Of("holes"));
        Assert.Equal(700 * 1024 * 1024 + 4, new FileInfo(_local.Of("holes")).Length);
        Assert.InRange(int.Parse(await OutputAsync("stat", "-c", "%b", _local.Of("holes")), System.Globalization.CultureInfo.InvariantCulture), 1, 1024);
    }

    [Fact]
    public async Task Copy_DeviceNode_IsPassedOverAndSaid()
    {
        await InContainerAsync("mknod /tmp/tree/null c 1 3; mkfifo /tmp/tree/fifo");
        var (code, _, error) = await RunAsync("app/main:/tmp/tree", _local.Of("tree"));
        Assert.Equal(0, code);
        Assert.Equal("edgeorchd cp: \"app/main:/tmp/tree/null\" is a device or a socket and is passed over\n", error);
        Assert.Equal(["deep", "fifo", "first", "link"], Directory.GetFileSystemEntries(_local.Of("tree")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Copy_Dash_IsATarBothWays()
    {
        await ShellAsync($"{Line} app/main:/tmp/tree - | tar -x -C {_local.Path}");
        Assert.Equal("second\n", File.ReadAllText(_local.Of("tree/deep/second")));
        Assert.Equal("4751 7 8 1580702706", await OutputAsync("stat", "-c", "%a %u %g %Y", _local.Of("tree/first")));
        await ShellAsync($"tar -c -C {_local.Path} tree | {Line} - app/main:/data");
        Assert.Equal("second\n4751 7 8\n", await InContainerAsync("cat /data/tree/deep/second; busybox stat -c '%a %u %g' /data/tree/first"));
    }

    [Theory]
    [InlineData("a", "b", "needs just one WORKLOAD:PATH")]
    [InlineData("app/main:/a", "app/main:/b", "needs just one WORKLOAD:PATH")]
    [InlineData("main:/a", "b", "must be DEPLOYMENT/CONTAINER:PATH")]
    [InlineData("app/main:", "b", "needs a PATH")]
    [InlineData("app/none:/a", "b", "there is no container \"app.none\"")]
    public async Task Copy_WrongArguments_SayWhatIsWrong(string source, string destination, string why) =>
        Assert.Contains(why, await FailsAsync(source, destination), StringComparison.Ordinal);

    [Fact]
    public async Task Copy_ContainerDoesNotRun_IsRefused()
    {
        await _device.Client.StopAsync("app.main", DeviceFixture.Cancel);
        Assert.Equal("edgeorchd cp: container \"app.main\" does not run\n", await FailsAsync("app/main:/tmp/tree", _local.Of("tree")));
    }

    private string Line => $"{_device.Dotnet} {DeviceFixture.Program} cp --supervisor-socket {_device.Options.SocketPath}";

    private static MountSpec Bind(string source, string destination, params string[] options) =>
        new() { Source = source, Destination = destination, Type = "bind", Options = ["bind", .. options] };

    private async Task<string> InContainerAsync(string script)
    {
        var outcome = await _device.Client.ExecAsync("app.main", ["/bin/busybox", "sh", "-c", script], TimeSpan.FromSeconds(20), DeviceFixture.Cancel);
        Assert.Equal((0, outcome.Output), (outcome.ExitCode, outcome.Output));
        return outcome.Output;
    }

    private async Task CopiesAsync(params string[] arguments) => Assert.Equal((0, "", ""), await RunAsync(arguments));

    private async Task<string> FailsAsync(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);
        Assert.Equal("", output);
        Assert.NotEqual(0, code);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        return error;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        await EndAsync(_device.StartCommand(["cp", "--supervisor-socket", _device.Options.SocketPath, .. arguments]));

    private static async Task ShellAsync(string script) => await OutputAsync("bash", "-c", $"set -o pipefail; {script}");

    private static async Task<string> OutputAsync(string program, params string[] arguments)
    {
        var (code, output, error) = await EndAsync(Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!);
        Assert.Equal((0, ""), (code, error));
        return output.TrimEnd('\n');
    }

    private static async Task<(int Code, string Output, string Error)> EndAsync(Process started)
    {
        using var process = started;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(DeviceFixture.Cancel), process.StandardError.ReadToEndAsync(DeviceFixture.Cancel));
        await process.WaitForExitAsync(DeviceFixture.Cancel).WaitAsync(DeviceFixture.Patience, DeviceFixture.Cancel);
        return (process.ExitCode, await output, await error);
    }
}
