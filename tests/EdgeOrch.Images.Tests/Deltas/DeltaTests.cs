using CsCheck;
using EdgeOrch.Contracts;
using EdgeOrch.Images.Deltas;
using EdgeOrch.Images.Layers;
using EdgeOrch.Testing.Images;

namespace EdgeOrch.Images.Tests.Deltas;

public sealed class DeltaTests : IDisposable
{
    private static readonly string[] s_names = ["a", "b", "d/a", "d/e/f", "x.so", "y/x.so"];
    private static readonly Gen<string> s_name = Gen.Int[0, s_names.Length - 1].Select(i => s_names[i]);
    private static readonly Gen<byte[]> s_content = Gen.OneOf(Gen.Byte.Array[0, 3000], Gen.Select(Gen.Byte, Gen.Int[0, 200_000], (b, n) => Enumerable.Repeat(b, n).ToArray()));
    private static readonly Gen<Dictionary<string, byte[]>> s_tree = Gen.Dictionary(s_name, s_content)[0, 6];
    private readonly TemporaryFolder _folder = new();
    private int _layers;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Apply_RandomTreesAndMutations_MakesTheTarBitForBit() =>
        Gen.Select(s_tree, s_tree, s_tree, Gen.Int[0, 100_000]).Sample(
            (first, second, target, cut) =>
            {
                // Some of the target is a mutation of the base: an insertion, in the middle.
                foreach (var (name, content) in first) target.TryAdd(name, [.. content.Take(cut), 1, 2, 3, .. content.Skip(cut)]);
                var bases = new[] { Tar(first), Tar(second) };
                var tar = Tar(target);
                var delta = Encode(bases, tar);
                using var folders = Open([.. bases.Select(Unpack)]);
                Assert.Equal(tar, Apply(delta, folders));
            },
            iter: 60, threads: 1);

    [Fact]
    public void Apply_RandomCorruption_NeverMakesAnotherLayer()
    {
        var bases = new[] { Tar(new() { ["a"] = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * i >> 3))], ["b"] = new byte[300] }) };
        var tar = Tar(new() { ["a"] = [.. Enumerable.Range(7, 5000).Select(i => (byte)(i * i >> 3))], ["c"] = new byte[300] });
        var delta = Encode(bases, tar);
        using var folders = Open([.. bases.Select(Unpack)]);
        Gen.Select(Gen.Int[0, delta.Length - 1], Gen.Byte[1, 255], Gen.Bool).Sample(
            (at, flip, truncate) =>
            {
                var broken = truncate ? delta[..at] : [.. delta];
                if (!truncate) broken[at] ^= flip;
                try
                {
                    // A flip in a part without meaning may do no harm; then the layer must be the right one.
                    Assert.Equal(tar, Apply(broken, folders));
                }
                catch (DeltaException)
                {
                }
            },
            iter: 300, threads: 1);
    }

    [Fact]
    public void Apply_BaseFileChangedOnDevice_IsRefused()
    {
        var content = new byte[4000];
        new Random(1).NextBytes(content);
        var baseTar = Tar(new() { ["a"] = content });
        var layer = Unpack(baseTar);
        var delta = Encode([baseTar], Tar(new() { ["moved"] = content }));
        File.WriteAllBytes(Path.Combine(layer, "a"), new byte[4000]);
        using var folders = Open(layer);

        Assert.Equal("delta-mismatch", Assert.Throws<DeltaException>(() => Apply(delta, folders)).Code);
    }

    [Fact]
    public void OpenFile_LinkOrPipeOrParent_IsRefused()
    {
        var layer = _folder.Make("layer");
        File.CreateSymbolicLink(Path.Combine(layer, "link"), "/etc/passwd");
        Tool.Run("mkfifo", Path.Combine(layer, "pipe"));
        using var folders = Open(layer);

        foreach (var path in new[] { "link", "pipe", "../x", "/etc/passwd", "." })
            Assert.Equal("delta-base", Assert.Throws<DeltaException>(() => folders.OpenFile(0, path)).Code);
    }

    [Fact]
    public void Encode_FolderOfManyFilesRenamed_CostsNextToNothing()
    {
        var (before, after) = (new TarBuilder(), new TarBuilder());
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var content = new byte[random.Next(1, 2000)];
            random.NextBytes(content);
            before.File($"srv/app-1.9.0/{i % 50}/{i}.js", content);
            after.File($"srv/app-1.10.0/{i % 50}/{i}.js", content);
        }

        var delta = EncodeAndCheck(before.Build(), after.Build());

        // Each path stands in two extended blocks, too.
        Assert.True(delta < 2000, $"{delta} bytes for one other name of 2000 files");
    }

    [Fact]
    public void Encode_ExecutableWhoseAddressesMoved_CostsAFractionOfItsChangedBytes()
    {
        // Ten thousand words of which every one in four is an address, and all addresses moved by the same distance.
        var random = new Random(1);
        var (before, after) = (new byte[40_000], new byte[40_000]);
        random.NextBytes(before);
        before.CopyTo(after, 0);
        for (var at = 0; at < before.Length; at += 16)
        {
            var address = 0x400000 + random.Next(0x10000);
            BitConverter.TryWriteBytes(before.AsSpan(at), address);
            BitConverter.TryWriteBytes(after.AsSpan(at), address + 0x128);
        }

        var delta = EncodeAndCheck(Tar(new() { ["bin"] = before }), Tar(new() { ["bin"] = after }));
        Assert.True(delta < 4000, $"{delta} bytes for 2500 addresses");
    }

    [Fact]
    public void Apply_EveryPrefix_NeverMakesAnotherLayer()
    {
        var (before, after) = (Tar(new() { ["a"] = new byte[2000], ["b"] = [1, 2, 3] }), Tar(new() { ["a"] = new byte[2001], ["c"] = [1, 2, 3, 4] }));
        var delta = Encode([before], after);
        using var folders = Open(Unpack(before));
        Assert.Equal(after, Apply(delta, folders));
        for (var length = 0; length < delta.Length; length++)
        {
            try
            {
                // What is cut off behind the last thing that counts is missed by nobody.
                Assert.Equal(after, Apply(delta[..length], folders));
                Assert.True(length > delta.Length / 2, $"{length} of {delta.Length} bytes are enough");
            }
            catch (DeltaException)
            {
            }
        }
    }

    [Fact]
    public void Apply_HeadersOfABaseDamagedOrGone_IsRefused()
    {
        var tar = Tar(new() { ["a"] = [1] });
        var layer = Unpack(tar);
        var delta = Encode([tar], tar);
        File.WriteAllBytes(HeadersOf(layer), [1, 2, 3]);
        using var folders = Open(layer);
        Assert.Equal("delta-base", Assert.Throws<DeltaException>(() => Apply(delta, folders)).Code);
        File.Delete(HeadersOf(layer));
        Assert.Equal("delta-base", Assert.Throws<DeltaException>(() => Apply(delta, folders)).Code);
    }

    [Fact]
    public void Encode_AFewFilesOfALargeLayerChanged_CostsASmallFraction()
    {
        var oldTar = Path.Combine(_folder.Path, "old.tar");
        var newTar = Path.Combine(_folder.Path, "new.tar");
        var tree = _folder.Make("tree");
        Tool.Run("sh", "-c", "cp -a /usr/share/dotnet/shared/Microsoft.NETCore.App /usr/lib/python3* \"$1\"", "sh", tree);
        Tool.Run("tar", "-cf", oldTar, "-C", tree, ".");
        var changed = Directory.GetFiles(tree, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, i) => i % 40 == 0).ToList();
        Assert.True(changed.Count >= 3, $"{changed.Count} files are changed");
        foreach (var file in changed)
        {
            var content = File.ReadAllBytes(file);
            File.WriteAllBytes(file, [.. content[..(content.Length / 2)], .. "changed"u8, .. content[(content.Length / 2)..]]);
        }

        Tool.Run("tar", "-cf", newTar, "-C", tree, ".");
        var layer = _folder.Make("layer");
        using var oldStream = File.OpenRead(oldTar);
        using var newStream = File.OpenRead(newTar);
        Assert.True(newStream.Length > 50_000_000, $"the layer should be large, but has {newStream.Length} bytes");
        var baseId = DigestOf(oldStream);
        Unpack(oldStream, layer, baseId);
        using var delta = new MemoryStream();

        var begun = TimeProvider.System.GetTimestamp();
        var header = DeltaEncoder.Encode([new DeltaBase(baseId, oldStream)], newStream, delta, cancellation: TestContext.Current.CancellationToken);
        var took = TimeProvider.System.GetElapsedTime(begun);

        Assert.True(delta.Length < newStream.Length / 20, $"the delta has {delta.Length} bytes of {newStream.Length}");
        delta.Position = 0;
        using var folders = Open(layer);
        using var applied = DeltaStream.Open(DeltaHeader.Read(delta), delta, folders);
        var unpacked = LayerUnpacker.Unpack(applied, _folder.Make("applied"), header.Target, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(newStream.Length, unpacked.TarBytes);
        Tool.Run("diff", "-r", "--no-dereference", tree, Path.Combine(_folder.Path, "applied"));
        TestContext.Current.TestOutputHelper?.WriteLine($"delta {delta.Length} of {newStream.Length}, encoded in {took}");
    }

    private static Digest DigestOf(FileStream stream)
    {
        var digest = Digest.FromHash(System.Security.Cryptography.SHA256.HashData(stream));
        stream.Position = 0;
        return digest;
    }

    private static byte[] Tar(Dictionary<string, byte[]> tree)
    {
        var tar = new TarBuilder();
        foreach (var (path, content) in tree.OrderBy(f => f.Key, StringComparer.Ordinal)) tar.File(path, content);
        return tar.Build();
    }

    private int EncodeAndCheck(byte[] before, byte[] after)
    {
        var delta = Encode([before], after);
        using var folders = Open(Unpack(before));
        Assert.Equal(after, Apply(delta, folders));
        return delta.Length;
    }

    private static byte[] Encode(byte[][] bases, byte[] target)
    {
        using var stream = new MemoryStream(target);
        using var delta = new MemoryStream();
        DeltaEncoder.Encode([.. bases.Select(b => new DeltaBase(Digest.Compute(b), new MemoryStream(b)))], stream, delta);
        return delta.ToArray();
    }

    private static byte[] Apply(byte[] delta, LayerFolders folders)
    {
        using var artifact = new MemoryStream(delta);
        using var stream = DeltaStream.Open(DeltaHeader.Read(artifact), artifact, folders);
        using var tar = new MemoryStream();
        stream.CopyTo(tar);
        // A flipped bit in the header's digest would be a delta to another layer, which the caller did not ask for.
        return stream.Header.Target == Digest.Compute(tar.ToArray()) ? tar.ToArray() : throw new InvalidOperationException("another layer passed");
    }

    private string Unpack(byte[] tar)
    {
        var folder = _folder.Make($"layer{_layers++}");
        using var stream = new MemoryStream(tar);
        Unpack(stream, folder, Digest.Compute(tar));
        return folder;
    }

    private static void Unpack(Stream tar, string folder, Digest diffId)
    {
        var headers = new HeaderListing();
        LayerUnpacker.Unpack(tar, folder, diffId, headers: headers, cancellation: TestContext.Current.CancellationToken);
        using var file = File.Create(HeadersOf(folder));
        headers.Write(file);
    }

    private static LayerFolders Open(params string[] layers) => new(layers, [.. layers.Select(HeadersOf)]);

    private static string HeadersOf(string folder) => folder + ".headers";
}
