using System.Formats.Tar;
using EdgeOrch.Containers.Rootfs;
using EdgeOrch.Contracts.Reported;

namespace EdgeOrch.Agent.Tests.Pulling;

/// <summary>What a bad image does to a device: a condition that says why, the old revision untouched, and the next good image runs.</summary>
public sealed class BadImagesTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PullingDevice _device;

    public BadImagesTests() => _device = new PullingDevice(_folder.Path);

    // name of the bad layer, what it is, the reported reason
    public static TheoryData<string, string> BadLayers { get; } = new()
    {
        { "another tar than the config says", "digest-mismatch" },
        { "no gzip at all", "layer-malformed" },
        { "half of its gzip", "layer-malformed" },
        { "half of its tar", "layer-malformed" },
        { "a bomb", "layer-too-large" },
        { "a name that leads out", "layer-path" },
        { "a link through which a file leads out", "layer-link-traversal" },
        { "a device node", "layer-device-node" },
    };

    [Theory]
    [MemberData(nameof(BadLayers))]
    public async Task Wish_BadLayer_SaysWhyAndLeavesTheOldRevision(string what, string reason)
    {
        await _device.RunsAsync(1, _device.Cloud.First);
        var why = await _device.FailsAsync(2, Bad(what));
        Assert.Equal(("ImageReady", reason), (why.Type, why.Reason));
        Assert.False(why.Holds);
        Assert.DoesNotContain('\n', why.Message);
        OldRevisionIsUntouched();
        await _device.RunsAsync(3, _device.Cloud.AddImage(Tars.OneFile("hello", "again\n")));
    }

    [Fact]
    public async Task Wish_BlobIsDeliveredCorrupt_SaysWhyAndTheNextTryWorks()
    {
        var second = _device.Cloud.AddImage(Tars.OneFile("hello", "second\n"));
        await _device.RunsAsync(1, _device.Cloud.First);
        _device.Cloud.Deliver = (source, bytes) => source.Blob == second.Layer ? [.. bytes.Select(b => (byte)~b)] : bytes;
        var why = await _device.FailsAsync(2, second);
        Assert.Equal(("ImageReady", "digest-mismatch", true), (why.Type, why.Reason, why.Retryable));
        OldRevisionIsUntouched();
        _device.Cloud.Deliver = (_, bytes) => bytes;
        await _device.RunsAsync(2, second);
        Assert.False(File.Exists(_folder.Of("images", "partial", second.Layer.Digest.Hex)));
    }

    [Fact]
    public async Task Wish_MoreLayersThanARootTakes_SaysSoBeforeAnythingIsPulled()
    {
        _device.Cloud.Answer = (_, plan) => plan with { Layers = [.. Enumerable.Repeat(plan.Layers[0], RootfsSpec.MaxLowers + 1)] };
        var why = await _device.FailsAsync(1, _device.Cloud.First);
        Assert.Equal(("ImageReady", "plan-invalid"), (why.Type, why.Reason));
        Assert.EndsWith("it has 201 layers; at most 200", why.Message, StringComparison.Ordinal);
        Assert.Equal(0, _device.Cloud.Sent);
    }

    [Fact]
    public async Task Wish_ManifestIsNoManifest_SaysWhy()
    {
        var nonsense = _device.Cloud.Add("not a manifest"u8.ToArray(), "application/vnd.oci.image.manifest.v1+json");
        await _device.RunsAsync(1, _device.Cloud.First);
        _device.Cloud.Answer = (_, plan) => plan with { Manifest = nonsense };
        var why = await _device.FailsAsync(2, _device.Cloud.First with { Manifest = nonsense });
        Assert.Equal(("ImageReady", "manifest-malformed"), (why.Type, why.Reason));
        OldRevisionIsUntouched();
    }

    public async ValueTask DisposeAsync()
    {
        await _device.DisposeAsync();
        _folder.Dispose();
    }

    private void OldRevisionIsUntouched()
    {
        Assert.Equal(["start shop.web"], _device.Supervisor.Calls);
        Assert.Equal((WorkloadPhase.Running, 1), (_device.Reported.Phase, _device.Reported.Revision));
        Assert.Equal([_device.Cloud.DiffId], _device.Store.ListLayers());
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Of("images", "staging")));
    }

    private FakeCloud.FakeImage Bad(string what)
    {
        var good = Tars.Bulk(100_000);
        return what switch
        {
            "another tar than the config says" => _device.Cloud.AddImage(good, Tars.Gzip(Tars.OneFile("hello", "not that\n"))),
            "no gzip at all" => _device.Cloud.AddImage(good, "this is no gzip"u8.ToArray()),
            "half of its gzip" => _device.Cloud.AddImage(good, Tars.Gzip(good)[..50_000]),
            "half of its tar" => _device.Cloud.AddImage(good[..50_000]),
            "a bomb" => _device.Cloud.AddImage(good, Bomb()),
            "a name that leads out" => _device.Cloud.AddImage(Tars.OneFile("../../out", "x")),
            "a link through which a file leads out" => _device.Cloud.AddImage(Tars.Of(
                new PaxTarEntry(TarEntryType.SymbolicLink, "etc") { LinkName = "/tmp" }, new PaxTarEntry(TarEntryType.RegularFile, "etc/edgeorch-escaped"))),
            "a device node" => _device.Cloud.AddImage(Tars.Of(new PaxTarEntry(TarEntryType.BlockDevice, "sda") { DeviceMajor = 8, DeviceMinor = 0 })),
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "no such layer"),
        };
    }

    // 100 MB of zeros in 100 KB.
    private static byte[] Bomb() => Tars.Gzip(Tars.Of(new PaxTarEntry(TarEntryType.RegularFile, "zeros") { DataStream = new MemoryStream(new byte[100_000_000]) }));
}
