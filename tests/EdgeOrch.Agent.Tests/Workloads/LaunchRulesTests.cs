using EdgeOrch.Agent.Workloads;
using EdgeOrch.Containers.Spec;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.Agent.Tests.Workloads;

public sealed class LaunchRulesTests
{
    // entrypoint, cmd, command, args → line (Kubernetes: "Define a Command and Arguments for a Container")
    [Theory]
    [InlineData("/ep", "a b", null, null, "/ep a b")]
    [InlineData("/ep", "a b", "/x", null, "/x")]
    [InlineData("/ep", "a b", null, "z", "/ep z")]
    [InlineData("/ep", "a b", "/x", "z", "/x z")]
    [InlineData(null, "a b", null, null, "a b")]
    public void CommandLine_OfImageAndManifest_FollowsTheRule(string? entrypoint, string? cmd, string? command, string? args, string line) =>
        Assert.Equal(line, string.Join(' ', CommandLineRule.Resolve(
            Container with { Command = Words(command), Args = Words(args) }, new ProcessConfig { Entrypoint = Words(entrypoint), Cmd = Words(cmd) })));

    [Fact]
    public void CommandLine_NobodyNamesAProgram_IsRefusedForGood()
    {
        var e = Assert.Throws<WorkloadException>(() => CommandLineRule.Resolve(Container, null));
        Assert.Equal("command-missing", e.Reason);
        Assert.False(e.Retryable);
    }

    [Fact]
    public void Environment_LaterOfTheSameName_Replaces()
    {
        var image = new ProcessConfig { Env = ["PATH=/app", "A=image", "broken"] };
        var env = EnvironmentRule.Merge(
            Container with { Env = [new EnvVariable { Name = "A", Value = "x=y" }, new EnvVariable { Name = "B" }] }, image, "web", "/home/app");
        Assert.Equal(["PATH=/app", "HOSTNAME=web", "HOME=/home/app", "A=x=y", "B="], env);
    }

    [Theory]
    [InlineData(null, null, 15)]
    [InlineData(null, "SIGQUIT", 3)]
    [InlineData("SIGINT", "SIGQUIT", 2)]
    [InlineData("usr1", null, 10)]
    [InlineData("9", null, 9)]
    [InlineData("SIGIOT", null, 6)]
    [InlineData("SIGRTMIN+3", null, 37)]
    [InlineData("RTMAX-1", null, 63)]
    public void StopSignal_Written_HasItsNumber(string? manifest, string? image, int number) => Assert.Equal(number, StopSignalRule.Resolve(manifest, image));

    [Theory]
    [InlineData("SIGNOPE")]
    [InlineData("0")]
    [InlineData("65")]
    public void StopSignal_Unknown_IsRefused(string signal) =>
        Assert.Contains(signal, Assert.Throws<WorkloadException>(() => StopSignalRule.Resolve(signal, null)).Message, StringComparison.Ordinal);

    [Fact]
    public void Capabilities_DropAllAddOne_LeavesOne() =>
        Assert.Equal(["CAP_NET_RAW"], CapabilityRule.Resolve(new CapabilitiesManifest { Drop = ["ALL"], Add = ["net_raw"] }));

    [Fact]
    public void Capabilities_Unknown_IsRefused() =>
        Assert.Equal("capability-unknown", Assert.Throws<WorkloadException>(() => CapabilityRule.Resolve(new CapabilitiesManifest { Add = ["FLY"] })).Reason);

    [Fact]
    public void Device_OfTheMachine_HasItsNumbersAndARule()
    {
        var (nodes, rules) = DeviceRule.Resolve(Container with { Devices = [new DeviceManifest { Path = "/dev/zero", Permissions = "r" }] });
        Assert.Equal(("c", 1L, 5L), (nodes[0].Type, nodes[0].Major, nodes[0].Minor));
        Assert.Equal(new DeviceRuleSpec { Allow = true, Type = "c", Major = 1, Minor = 5, Access = "r" }, Assert.Single(rules!));
    }

    [Theory]
    [InlineData("/dev/none-such", "device-missing")]
    [InlineData("/dev/../etc/passwd", "device-unsupported")]
    [InlineData("/etc/passwd", "device-unsupported")]
    [InlineData("/dev/fd", "device-missing")]
    public void Device_ThatIsNone_IsRefused(string path, string reason) =>
        Assert.Equal(reason, Assert.Throws<WorkloadException>(() => DeviceRule.Resolve(Container with { Devices = [new DeviceManifest { Path = path }] })).Reason);

    private static ContainerManifest Container { get; } = new() { Name = "web", Image = "shop/web" };

    private static string[]? Words(string? text) => text?.Split(' ');
}
