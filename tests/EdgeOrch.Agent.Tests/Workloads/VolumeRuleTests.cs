using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Tests.Workloads;

public sealed class VolumeRuleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Mounts_Named_AreMadeOnceAndKept()
    {
        var rule = new VolumeRule(_folder.Path);
        var mount = Assert.Single(rule.Mounts("shop", [new VolumeManifest { MountPath = "/data", Name = "orders" }]));
        Assert.Equal(_folder.Of("shop", "orders"), mount.Source);
        File.WriteAllText(Path.Combine(mount.Source!, "kept"), "");
        rule.Mounts("shop", [new VolumeManifest { MountPath = "/data", Name = "orders" }]);
        Assert.True(File.Exists(Path.Combine(mount.Source!, "kept")));
    }

    [Fact]
    public void Mounts_Nested_ComeParentsFirst()
    {
        var mounts = new VolumeRule(_folder.Path).Mounts("shop",
        [
            new VolumeManifest { MountPath = "/a/b/c", Tmpfs = new TmpfsManifest() },
            new VolumeManifest { MountPath = "/a", HostPath = "/tmp", ReadOnly = true },
        ]);
        Assert.Equal(["/a", "/a/b/c"], mounts.Select(m => m.Destination));
        Assert.Contains("ro", mounts[0].Options);
        Assert.Contains("size=16777216", mounts[1].Options);
    }

    [Theory]
    [InlineData("data", null, "/tmp", "volume-invalid")]
    [InlineData("/", null, "/tmp", "volume-invalid")]
    [InlineData("//", null, "/tmp", "volume-invalid")]
    [InlineData("/a/../etc", null, "/tmp", "volume-invalid")]
    [InlineData("/data", "../up", null, "volume-invalid")]
    [InlineData("/data", null, "/no/such/path", "volume-missing")]
    [InlineData("/data", null, "/tmp/../etc", "volume-invalid")]
    [InlineData("/data", null, null, "volume-invalid")]
    public void Mounts_Wrong_AreRefused(string mountPath, string? name, string? hostPath, string reason) =>
        Assert.Equal(reason, Assert.Throws<WorkloadException>(() => new VolumeRule(_folder.Path).Mounts(
            "shop", [new VolumeManifest { MountPath = mountPath, Name = name, HostPath = hostPath }])).Reason);

    public void Dispose() => _folder.Dispose();
}
