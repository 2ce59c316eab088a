using EdgeOrch.Contracts;
using EdgeOrch.Images.Layers;
using Bcl = System.Formats.Tar;
using EdgeOrch.Testing.Images;

namespace EdgeOrch.Images.Tests.Layers;

public sealed class LayerUnpackerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Malicious => new()
    {
        { "traversal", "layer-path" },
        { "inner traversal", "layer-path" },
        { "absolute", "layer-path" },
        { "through link", "layer-link-traversal" },
        { "through absolute link", "layer-link-traversal" },
        { "hard link outside", "layer-path" },
        { "hard link absolute", "layer-path" },
        { "hard link through link", "layer-link-traversal" },
        { "hard link missing", "layer-link-target" },
        { "hard link to folder", "layer-link-target" },
        { "block device", "layer-device-node" },
        { "node with a standard name", "layer-device-node" },
        { "character device", "layer-device-node" },
        { "whiteout of nothing", "layer-path" },
        { "whiteout of parent", "layer-path" },
        { "below a file", "layer-path" },
        { "deep", "layer-path" },
        { "long name", "layer-path" },
        { "root file", "layer-path" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Malicious))]
    public void Unpack_MaliciousLayer_IsRefusedAndNothingOutsideChanges(string kind, string code)
    {
        var outside = Path.Combine(_folder.Path, "outside");
        File.WriteAllText(outside, "untouched");
        var layer = _folder.Make("layer");

        var error = Assert.ThrowsAny<ImageException>(() => Unpack(MaliciousTar(kind), layer));

        Assert.Equal(code, error.Code);
        Assert.Equal("untouched", File.ReadAllText(outside));
        Assert.Equal(["layer", "outside"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Unpack_EveryKindOfEntry_IsMadeWithItsOwnerModeAndTime()
    {
        var layer = _folder.Make("layer");
        Unpack(
            new TarBuilder().Folder("d/", 0x3ed).File("d/f", "hello", 0x9ed).HardLink("d/h", "d/f").Symlink("d/s", "/etc/passwd").Fifo("d/p").Build(), layer);

        var seen = Tool.Run("find", layer, "-mindepth", "1", "-printf", "%P %y %m %U:%G %n %T@ %l\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "d d 1755 1000:1001 2 31536000.0000000000 ",
                "d/f f 4755 1000:1001 2 31536000.0000000000 ",
                "d/h f 4755 1000:1001 2 31536000.0000000000 ",
                "d/p p 644 1000:1001 1 31536000.0000000000 ",
                "d/s l 777 1000:1001 1 31536000.0000000000 /etc/passwd",
            ],
            seen);
        Assert.Equal("hello", File.ReadAllText(Path.Combine(layer, "d/h")));
    }

    [Fact]
    public void Unpack_StandardDeviceNode_IsLeftOutForTheRuntimesOwn()
    {
        var layer = _folder.Make("layer");

        Unpack(new TarBuilder().Folder("dev").Device(Bcl.TarEntryType.CharacterDevice, "dev/null", 1, 3).File("dev/f").Build(), layer);

        Assert.Equal(["f"], Directory.GetFileSystemEntries(Path.Combine(layer, "dev")).Select(Path.GetFileName));
    }

    [Fact]
    public void Unpack_OtherDiffId_IsRefused()
    {
        using var tar = new MemoryStream(new TarBuilder().File("a", "b").Build());

        var error = Assert.Throws<LayerException>(() => LayerUnpacker.Unpack(tar, _folder.Make("layer"), Digest.Compute("other"u8), cancellation: TestContext.Current.CancellationToken));

        Assert.Equal("digest-mismatch", error.Code);
    }

    [Fact]
    public void Unpack_Xattrs_KeepsUserOnesAndLeavesOutOverlays()
    {
        var layer = _folder.Make("layer");
        Unpack(new TarBuilder().WithXattr("f", "user.kept", "yes").WithXattr("g", "trusted.overlay.redirect", "/x").Build(), layer);

        Assert.Equal("['user.kept']\n", Xattrs(Path.Combine(layer, "f")));
        Assert.Equal("[]\n", Xattrs(Path.Combine(layer, "g")));
    }

    [Fact]
    public void Unpack_TooLarge_IsRefused()
    {
        var tar = new TarBuilder().File("zeroes", new byte[100_000]).Build();

        var error = Assert.Throws<LayerException>(() => Unpack(tar, _folder.Make("layer"), new LayerLimits { TotalBytes = 50_000 }));

        Assert.Equal("layer-too-large", error.Code);
    }

    [Fact]
    public void Unpack_TwoLayersMountedAsOverlay_ShowTheMergedTree()
    {
        var lower = _folder.Make("lower");
        var upper = _folder.Make("upper");
        var merged = _folder.Make("merged");
        Unpack(new TarBuilder().Folder("a/").File("a/gone", "1").File("a/kept", "2").Folder("b/").File("b/hidden", "3").Folder("c/").File("c/old", "4").Build(), lower);
        Unpack(
            new TarBuilder().Folder("a/").File("a/.wh.gone").File("a/new", "5").Folder("b/").File("b/.wh..wh..opq").File("b/only", "6")
                .File(".wh.c").Folder("c/").File("c/fresh", "7").Build(),
            upper);

        // In a mount namespace of its own, so that nothing stays mounted if the test dies.
        var seen = Tool.Run(
            "unshare", "-m", "sh", "-c", "mount -t overlay overlay -o \"lowerdir=$1:$2\" \"$3\" && cd \"$3\" && find . -type f | sort", "sh", upper, lower, merged);

        Assert.Equal("./a/kept\n./a/new\n./b/only\n./c/fresh\n", seen);
    }

    private static string Xattrs(string path) => Tool.Run("python3", "-c", "import os, sys; print(os.listxattr(sys.argv[1]))", path);

    private static void Unpack(byte[] tar, string folder, LayerLimits? limits = null)
    {
        using var stream = new MemoryStream(tar);
        LayerUnpacker.Unpack(stream, folder, Digest.Compute(tar), limits);
    }

    private static byte[] MaliciousTar(string kind)
    {
        var tar = new TarBuilder().Folder("d/").File("f", "x").Symlink("up", "..").Symlink("abs", "/");
        return (kind switch
        {
            "traversal" => tar.File("../outside", "evil"),
            "inner traversal" => tar.File("d/../../outside", "evil"),
            "absolute" => tar.File("/tmp/outside", "evil"),
            "through link" => tar.File("up/outside", "evil"),
            "through absolute link" => tar.File("abs/tmp/outside", "evil"),
            "hard link outside" => tar.HardLink("h", "../outside"),
            "hard link absolute" => tar.HardLink("h", "/etc/passwd"),
            "hard link through link" => tar.HardLink("h", "up/outside"),
            "hard link missing" => tar.HardLink("h", "nowhere"),
            "hard link to folder" => tar.HardLink("h", "d"),
            "block device" => tar.Device(Bcl.TarEntryType.BlockDevice, "sda", 8, 0),
            "node with a standard name" => tar.Device(Bcl.TarEntryType.CharacterDevice, "dev/null", 1, 1),
            "character device" => tar.Device(Bcl.TarEntryType.CharacterDevice, "mem", 1, 1),
            "whiteout of nothing" => tar.File("d/.wh."),
            "whiteout of parent" => tar.File("d/.wh..."),
            "below a file" => tar.File("f/x", "evil"),
            "deep" => tar.File(string.Concat(Enumerable.Repeat("a/", 200)) + "f", "evil"),
            "long name" => tar.File(new string('n', 256), "evil"),
            "root file" => tar.File("./.", "evil"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        }).Build();
    }
}
