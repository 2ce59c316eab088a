using EdgeOrch.Containers.Rootfs;

namespace EdgeOrch.Containers.Tests.Rootfs;

public sealed class MountPathTests : IDisposable
{
    private readonly string _base = Directory.CreateTempSubdirectory("edgeorch-test-").FullName;
    private readonly string[] _layers;

    public MountPathTests()
    {
        _layers = [Directory.CreateDirectory(Path.Combine(_base, "upper")).FullName, Directory.CreateDirectory(Path.Combine(_base, "lower")).FullName];
        Directory.CreateDirectory(Path.Combine(_layers[1], "etc"));
        Directory.CreateDirectory(Path.Combine(_layers[1], "var"));
        Directory.CreateDirectory(Path.Combine(_layers[0], "srv"));
        File.CreateSymbolicLink(Path.Combine(_layers[1], "etc/resolv.conf"), "../run/systemd/stub.conf");
        File.CreateSymbolicLink(Path.Combine(_layers[1], "var/run"), "/run");
        File.CreateSymbolicLink(Path.Combine(_layers[1], "out"), "../../../../etc");
        File.CreateSymbolicLink(Path.Combine(_layers[1], "srv"), "/hidden");
        File.CreateSymbolicLink(Path.Combine(_layers[1], "loop"), "loop");
    }

    [Theory]
    [InlineData("/data", "/data")]
    [InlineData("data/./more", "/data/more")]
    [InlineData("/etc/resolv.conf", "/run/systemd/stub.conf")]
    [InlineData("/var/run/app", "/run/app")]
    [InlineData("/var/run/../app", "/app")]
    [InlineData("/../../etc", "/etc")]
    [InlineData("/out/passwd", "/etc/passwd")]
    [InlineData("/srv/web", "/srv/web")]
    public void Resolve_Path_FollowsTheTopmostLayersLinksInside(string path, string expected) =>
        Assert.Equal(expected, MountPath.Resolve(_layers, [], path));

    [Fact]
    public void Resolve_BelowAnEarlierMount_SeesNoLinkOfTheImage() =>
        Assert.Equal("/var/run/app", MountPath.Resolve(_layers, ["/var"], "/var/run/app"));

    [Fact]
    public void Resolve_Circle_IsAnError() =>
        Assert.Equal("readlink \"/loop/x\": ELOOP", Assert.Throws<ContainerException>(() => MountPath.Resolve(_layers, [], "/loop/x")).Message);

    public void Dispose() => Directory.Delete(_base, recursive: true);
}
