using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.ControlPlane.Tests.Registry;
using EdgeOrch.Transport;

namespace EdgeOrch.ControlPlane.Tests.Deltas;

public sealed class BlobReaderTests(RunningRegistry registry) : IClassFixture<RunningRegistry>, IDisposable
{
    private readonly DeltaBench _bench = new(registry);

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(0, 4096, 1024, 4)]
    [InlineData(1000, 2500, 1024, 3)]
    [InlineData(299_000, 100_000, 65_536, 1)]
    public async Task Read_Range_SendsItsBytesInChunksAndNothingElse(long offset, int length, int chunkBytes, int chunks)
    {
        var request = (await RequestAsync()) with { Offset = offset, Length = length, ChunkBytes = chunkBytes };
        var whole = await WholeAsync(request.Blob);

        var result = await _bench.ReadAsync(request);

        var expected = whole.AsSpan((int)offset, (int)Math.Min(length, whole.Length - offset)).ToArray();
        Assert.Equal((expected.Length, (long)whole.Length), (result.Sent, result.BlobBytes));
        Assert.Equal(chunks, _bench.Link.Chunks.Count);
        Assert.Equal(expected, Assemble(offset));
        Assert.All(_bench.Link.Chunks, chunk => Assert.Equal("t1", chunk.Transfer));
    }

    [Fact]
    public async Task Read_AtTheEnd_SendsNothing()
    {
        var request = await RequestAsync();
        var size = _bench.Registry.BlobBytes(request.Blob)!.Value;

        Assert.Equal(0, (await _bench.ReadAsync(request with { Offset = size })).Sent);
        await RefusedAsync("bad-request", request with { Offset = size + 1 });
    }

    [Fact]
    public async Task Read_ManifestConfigAndDelta_ArePartsOfTheImage()
    {
        var old = await _bench.PushAsync("read/parts", DeltaBench.Layer(1));
        await _bench.PlanAsync("read/parts", old, []);
        var image = await _bench.PushAsync("read/parts", DeltaBench.Layer(2));
        var plan = await _bench.PlanAsync("read/parts", image, [Digest.Compute(DeltaBench.Layer(1))]);

        foreach (var blob in new[] { plan.Manifest, plan.Config, plan.Layers[0].Blob! })
            Assert.Equal(blob.Size, (await _bench.ReadAsync(new BlobReadRequest("t1", "read/parts", image, blob.Digest, 0, 1 << 20, 65_536))).BlobBytes);
    }

    [Fact]
    public async Task Read_BlobOfAnotherImage_IsRefused()
    {
        var other = await _bench.PushAsync("read/other", DeltaBench.Layer(9, seed: 9));
        var foreign = (await _bench.ReadAsync("read/other", other)).Layers[0].Digest;

        await RefusedAsync("blob-unknown", (await RequestAsync()) with { Blob = foreign });
    }

    [Theory]
    [InlineData("", 0, 1024, 1024)]
    [InlineData("../t", 0, 1024, 1024)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0, 1024, 1024)]
    [InlineData("t1", -1, 1024, 1024)]
    [InlineData("t1", 0, 0, 1024)]
    [InlineData("t1", 0, 4_194_305, 1024)]
    [InlineData("t1", 0, 1024, 1023)]
    [InlineData("t1", 0, 1024, 65_537)]
    public async Task Read_OutsideTheRules_IsRefused(string transfer, long offset, int length, int chunkBytes)
    {
        await RefusedAsync("bad-request", (await RequestAsync()) with { Transfer = transfer, Offset = offset, Length = length, ChunkBytes = chunkBytes });
        Assert.Empty(_bench.Link.Chunks);
    }

    private async Task<BlobReadRequest> RequestAsync()
    {
        var image = await _bench.PushAsync("read/app", DeltaBench.Layer(1));
        return new BlobReadRequest("t1", "read/app", image, (await _bench.ReadAsync("read/app", image)).Layers[0].Digest, 0, 1024, 1024);
    }

    private async Task<byte[]> WholeAsync(Digest blob)
    {
        await using var stream = _bench.Registry.OpenBlob(blob)!;
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        return bytes;
    }

    private byte[] Assemble(long offset)
    {
        var sent = new MemoryStream();
        foreach (var (_, chunk) in _bench.Link.Chunks)
        {
            Assert.True(BlobChunk.TryDecode(chunk, out var at, out var bytes));
            Assert.Equal(offset + sent.Length, at);
            sent.Write(bytes.Span);
        }
        return sent.ToArray();
    }

    private async Task RefusedAsync(string code, BlobReadRequest request) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<RpcException>(() => _bench.ReadAsync(request))).Error.Code);
}
