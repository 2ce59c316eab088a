using System.Text;
using EdgeOrch.Contracts;
using EdgeOrch.ControlPlane.Storage.Blobs;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.ControlPlane.Tests.Storage.Blobs;

public sealed class BlobFilesTests : IDisposable
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("hello, blob");
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly BlobFiles _blobs;

    public BlobFilesTests() => _blobs = Open();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FinishAsync_UploadResumedByAnotherProcess_BlobIsWhole()
    {
        var id = _blobs.StartUpload();
        await Append(_blobs, id, 0, 5);
        var later = Open();
        Assert.Equal(5, later.UploadSize(id));
        await Append(later, id, 5, Content.Length);
        await later.FinishAsync(id, Digest.Compute(Content), Token);
        await using var stream = _blobs.Open(Digest.Compute(Content))!;
        Assert.Equal("hello, blob", await new StreamReader(stream).ReadToEndAsync(Token));
        Assert.Equal(Content.Length, _blobs.Size(Digest.Compute(Content)));
        Assert.Null(_blobs.UploadSize(id));
    }

    [Fact]
    public async Task AppendAsync_WrongOffset_IsRefusedAndTheUploadGoesOn()
    {
        var id = _blobs.StartUpload();
        await Append(_blobs, id, 0, 5);
        Assert.Equal(BlobUploadFailure.WrongOffset, (await Assert.ThrowsAsync<BlobUploadException>(() => Append(_blobs, id, 3, 6))).Failure);
        await Append(_blobs, id, 5, Content.Length);
        await _blobs.FinishAsync(id, Digest.Compute(Content), Token);
    }

    [Fact]
    public async Task FinishAsync_OtherContent_IsRefusedAndNothingAppears()
    {
        var id = _blobs.StartUpload();
        await Append(_blobs, id, 0, 5);
        Assert.Equal(BlobUploadFailure.WrongDigest, (await Assert.ThrowsAsync<BlobUploadException>(() => _blobs.FinishAsync(id, Digest.Compute(Content), Token))).Failure);
        Assert.Empty(_blobs.List());
        Assert.Null(_blobs.UploadSize(id));
    }

    [Fact]
    public async Task AppendAsync_BeyondTheLimit_IsRefused()
    {
        var small = new BlobFiles(_folder.Path, _time, maxBlobBytes: 4);
        var id = small.StartUpload();
        Assert.Equal(BlobUploadFailure.TooLarge, (await Assert.ThrowsAsync<BlobUploadException>(() => Append(small, id, 0, 5))).Failure);
    }

    [Fact]
    public async Task Delete_ABlob_IsGoneOnce()
    {
        var digest = await _blobs.PutAsync(Content, Token);
        Assert.Equal(digest, Assert.Single(_blobs.List()).Digest);
        Assert.True(_blobs.Delete(digest));
        Assert.False(_blobs.Delete(digest));
        Assert.Null(_blobs.Open(digest));
        Assert.Null(_blobs.Size(digest));
    }

    [Theory]
    [InlineData("../../../../etc/passwd-0123456789")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("")]
    [InlineData(null)]
    public void TryParse_NoUploadId_IsFalse(string? text) => Assert.False(BlobUploadId.TryParse(text, out _));

    private static Task<long> Append(BlobFiles blobs, BlobUploadId id, int start, int end) => blobs.AppendAsync(id, start, new MemoryStream(Content[start..end]), Token);

    private BlobFiles Open() => new(_folder.Path, _time);
}
