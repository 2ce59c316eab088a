using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using EdgeOrch.Agent.Images;
using EdgeOrch.Contracts;
using EdgeOrch.Images;
using EdgeOrch.Images.Deltas;
using EdgeOrch.Images.Manifests;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Agent.Tests.Images;

public sealed class ImageStoreTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("edgeorch-store-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void OpenPartial_AfterPowerCut_GoesOnFromTheLastSyncedByte()
    {
        var content = Content(3_000_000);
        var digest = Digest.Compute(content);
        var store = new ImageStore(_root);
        using (var partial = store.OpenPartial(digest, content.Length))
        {
            partial.Append(0, content.AsSpan(0, 1_500_000));
            Assert.Equal(1_500_000, partial.DurableLength);
            partial.Append(1_500_000, content.AsSpan(1_500_000, 500_000));
        }

        // What a power cut does to bytes that were not synced.
        using (var file = File.OpenWrite(Path.Combine(_root, "partial", digest.Hex)))
        {
            file.Position = 1_500_000;
            file.Write(new byte[500_000]);
        }

        using var resumed = new ImageStore(_root).OpenPartial(digest, content.Length);
        Assert.Equal(1_500_000, resumed.Length);
        resumed.Append(1_500_000, content.AsSpan(1_500_000));
        Assert.Equal(content, File.ReadAllBytes(resumed.Complete()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4096)]
    public void OpenPartial_RecordOfLengthTorn_NeverClaimsMoreThanWasSynced(int slot)
    {
        var content = Content(100_000);
        var digest = Digest.Compute(content);
        var store = new ImageStore(_root);
        using (var partial = store.OpenPartial(digest, content.Length))
        {
            foreach (var at in new[] { 0, 10_000, 20_000 })
            {
                partial.Append(at, content.AsSpan(at, 10_000));
                partial.Sync();
            }
        }

        using (var file = File.OpenWrite(Path.Combine(_root, "partial", digest.Hex + ".synced")))
        {
            file.Position = slot;
            file.Write([1, 2, 3, 4, 5]);
        }

        using var resumed = store.OpenPartial(digest, content.Length);
        Assert.True(resumed.Length is 20_000 or 30_000, $"resumes at {resumed.Length}");
        resumed.Append(resumed.Length, content.AsSpan((int)resumed.Length));
        Assert.Equal(content, File.ReadAllBytes(resumed.Complete()));
    }

    [Fact]
    public void Complete_WrongContent_IsRefusedAndLeavesNothing()
    {
        var store = new ImageStore(_root);
        using var partial = store.OpenPartial(Digest.Compute("right"u8), 5);
        partial.Append(0, "wrong"u8);

        Assert.Equal("digest-mismatch", Assert.Throws<ImageException>(partial.Complete).Code);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_root, "partial")));
    }

    [Fact]
    public void Append_NotAtTheEndOrBeyondTheSize_IsRefused()
    {
        using var partial = new ImageStore(_root).OpenPartial(Digest.Compute("right"u8), 5);

        Assert.Equal("blob-offset", Assert.Throws<ImageException>(() => partial.Append(1, "x"u8)).Code);
        Assert.Equal("blob-offset", Assert.Throws<ImageException>(() => partial.Append(0, "longer"u8)).Code);
        Assert.Equal("blob-incomplete", Assert.Throws<ImageException>(partial.Complete).Code);
    }

    [Fact]
    public void OpenPartial_Twice_IsRefused()
    {
        var store = new ImageStore(_root);
        using var partial = store.OpenPartial(Digest.Compute("right"u8), 5);

        Assert.Equal("blob-busy", Assert.Throws<ImageException>(() => store.OpenPartial(Digest.Compute("right"u8), 5)).Code);
    }

    [Fact]
    public void AddImage_FullLayerThenDelta_BothImagesAreComplete()
    {
        var store = new ImageStore(_root, _time);
        var first = Tar(("app", Content(200_000)), ("etc/x", "one"u8.ToArray()));
        var second = Tar(("app", [.. Content(200_000), 1, 2, 3]), ("etc/x", "two"u8.ToArray()));
        ImportFull(store, first);
        var one = AddImage(store, "app:1", first);
        var delta = Delta(first, second);
        Assert.True(delta.Length < 10_000, $"the delta has {delta.Length} bytes");

        store.ImportDeltaLayer(Download(store, delta), Digest.Compute(second), TestContext.Current.CancellationToken);
        var two = AddImage(store, "app:2", second);

        Assert.Equal("two", File.ReadAllText(Path.Combine(Assert.Single(two.LayerPaths), "etc/x")));
        Assert.Equal(two.DiffIds, new ImageStore(_root).GetImage(two.Manifest)!.DiffIds);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_root, "partial")));
        store.CollectGarbage(new HashSet<Digest> { two.Manifest });
        Assert.False(store.HasImage(one.Manifest));
        Assert.True(store.HasImage(two.Manifest));
        Assert.Equal([Digest.Compute(second)], store.ListLayers());
        Assert.Equal([Digest.Compute(second).Hex], Directory.EnumerateFiles(Path.Combine(_root, "headers")).Select(Path.GetFileName));
    }

    [Fact]
    public void ImportDeltaLayer_BaseMissingOrOtherTarget_IsRefused()
    {
        var store = new ImageStore(_root);
        var first = Tar(("a", Content(5000)));
        var second = Tar(("b", Content(5000)));
        var blob = Download(store, Delta(first, second));

        Assert.Equal("delta-base", Code(() => store.ImportDeltaLayer(blob, Digest.Compute(second))));
        Assert.Equal("delta-mismatch", Code(() => store.ImportDeltaLayer(blob, Digest.Compute(first))));
        AssertNoLayers(store);
    }

    [Fact]
    public void ImportFullLayer_TruncatedOrWrong_LeavesNoTrace()
    {
        var store = new ImageStore(_root);
        var tar = Tar(("a", Content(50_000)));
        var truncated = Download(store, Gzip(tar)[..^20000]);
        var other = Download(store, Gzip(Tar(("b", Content(10)))));

        Assert.Equal("tar-truncated", Code(() => store.ImportFullLayer(truncated, MediaTypes.OciLayerGzip, Digest.Compute(tar))));
        Assert.Equal("digest-mismatch", Code(() => store.ImportFullLayer(other, MediaTypes.OciLayerGzip, Digest.Compute(tar))));
        AssertNoLayers(store);
    }

    [Fact]
    public void ImportFullLayer_DiskFull_SaysSoAndTheNextSmallLayerWorks()
    {
        var small = Path.Combine(_root, "small");
        Directory.CreateDirectory(small);
        Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", small);
        try
        {
            var store = new ImageStore(small);
            var tar = Tar(("big", new byte[4_000_000]));
            var blob = Path.Combine(_root, "blob");
            File.WriteAllBytes(blob, Gzip(tar));
            Assert.Equal("no-space", Code(() => store.ImportFullLayer(blob, MediaTypes.OciLayerGzip, Digest.Compute(tar))));
            Assert.Empty(store.ListLayers());
            Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(small, "staging")));
            using (var partial = store.OpenPartial(Digest.Compute("x"u8), 5_000_000))
                Assert.Equal("no-space", Code(() => partial.Append(0, new byte[5_000_000])));
            store.DiscardPartial(Digest.Compute("x"u8));

            ImportFull(store, Tar(("a", "b"u8.ToArray())));

            Assert.Single(store.ListLayers());
        }
        finally
        {
            Run("umount", small);
        }
    }

    [Fact]
    public void Constructor_HalfMadeLayerOfAnEarlierRun_IsRemoved()
    {
        Directory.CreateDirectory(Path.Combine(_root, "staging", "half", "etc"));

        var store = new ImageStore(_root);

        AssertNoLayers(store);
    }

    [Fact]
    public void GetImage_DamagedConfig_IsAbsent()
    {
        var store = new ImageStore(_root);
        var tar = Tar(("a", "b"u8.ToArray()));
        ImportFull(store, tar);
        var image = AddImage(store, "app:1", tar);
        foreach (var blob in Directory.GetFiles(Path.Combine(_root, "blobs/sha256"))) File.AppendAllText(blob, "x");

        Assert.Null(store.GetImage(image.Manifest));
    }

    [Fact]
    public void CollectGarbage_OldDownload_GoesWhileRecentAndOpenOnesStay()
    {
        var store = new ImageStore(_root, _time);
        var names = new[] { "old", "recent", "open" }.ToDictionary(n => n, n => Digest.Compute(Encoding.UTF8.GetBytes(n)));
        foreach (var digest in names.Values) store.OpenPartial(digest, 10).Dispose();
        foreach (var (name, digest) in names)
            File.SetLastWriteTimeUtc(Path.Combine(_root, "partial", digest.Hex), _time.GetUtcNow().UtcDateTime.AddDays(name == "recent" ? -1 : -8));
        using var open = store.OpenPartial(names["open"], 10);
        File.SetLastWriteTimeUtc(Path.Combine(_root, "partial", names["open"].Hex), _time.GetUtcNow().UtcDateTime.AddDays(-8));

        store.CollectGarbage(new HashSet<Digest>());

        Assert.False(File.Exists(Path.Combine(_root, "partial", names["old"].Hex)));
        Assert.True(File.Exists(Path.Combine(_root, "partial", names["recent"].Hex)));
        Assert.True(File.Exists(Path.Combine(_root, "partial", names["open"].Hex)));
    }

    private static string Code(Action act) => Assert.ThrowsAny<ImageException>(act).Code;

    private static byte[] Content(int length)
    {
        var content = new byte[length];
        new Random(7).NextBytes(content);
        return content;
    }

    private static byte[] Tar(params (string Path, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (path, content) in files)
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(content), ModificationTime = DateTimeOffset.UnixEpoch });
        }

        return stream.ToArray();
    }

    private static byte[] Gzip(byte[] tar)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest)) gzip.Write(tar);
        return stream.ToArray();
    }

    private static byte[] Delta(byte[] from, byte[] to)
    {
        using var delta = new MemoryStream();
        using var target = new MemoryStream(to);
        DeltaEncoder.Encode([new DeltaBase(Digest.Compute(from), new MemoryStream(from))], target, delta);
        return delta.ToArray();
    }

    private static string Download(ImageStore store, byte[] blob)
    {
        using var partial = store.OpenPartial(Digest.Compute(blob), blob.Length);
        partial.Append(0, blob);
        return partial.Complete();
    }

    private static void ImportFull(ImageStore store, byte[] tar) =>
        store.ImportFullLayer(Download(store, Gzip(tar)), MediaTypes.OciLayerGzip, Digest.Compute(tar));

    private static StoredImage AddImage(ImageStore store, string reference, byte[] tar)
    {
        var config = Encoding.UTF8.GetBytes(
            $$$"""{"architecture":"amd64","os":"linux","config":{"Cmd":["/app"]},"rootfs":{"type":"layers","diff_ids":["{{{Digest.Compute(tar)}}}"]}}""");
        var manifest = Encoding.UTF8.GetBytes(
            $$$"""
            {"schemaVersion":2,"config":{"mediaType":"{{{MediaTypes.OciConfig}}}","digest":"{{{Digest.Compute(config)}}}","size":{{{config.Length}}}},
            "layers":[{"mediaType":"{{{MediaTypes.OciLayerGzip}}}","digest":"{{{Digest.Compute(tar)}}}","size":1}]}
            """);
        store.WriteBlob(Digest.Compute(config), config);
        store.WriteBlob(Digest.Compute(manifest), manifest);
        return store.AddImage(reference, Digest.Compute(manifest));
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private void AssertNoLayers(ImageStore store)
    {
        Assert.Empty(store.ListLayers());
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_root, "staging")));
    }
}
