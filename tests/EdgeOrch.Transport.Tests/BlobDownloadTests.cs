using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Testing;
using EdgeOrch.Transport.Tests.Running;

namespace EdgeOrch.Transport.Tests;

/// <summary>Blobs over the broker: windows, what is resumed, and what the other side may not do.</summary>
public sealed class BlobDownloadTests : BrokerTest
{
    private static readonly BlobDownloadOptions Small = new() { RequestBytes = 64 * 1024, Outstanding = 2, ChunkBytes = 16 * 1024, RetryAfter = TimeSpan.FromMilliseconds(1) };

    [Theory]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData(1024 * 1024 + 17)]
    public async Task Run_Blob_ArrivesWholeAndNothingIsDropped(int length)
    {
        var cloud = new BlobCloud(Broker, length);
        await using var running = await RunningSession.ConnectAsync(Broker);
        var sink = new MemorySink();
        await new BlobDownload(running.Session, Small).RunAsync(cloud.Source, sink, Cancellation);

        Assert.Equal(cloud.Content, sink.Content);
        await NothingIsDroppedAsync(running);
    }

    [Fact]
    public async Task Run_Blob_AsksForTheWholeWindowAndNoMore()
    {
        var written = 0L;
        var cloud = new BlobCloud(Broker, 1024 * 1024);
        cloud.BeforeChunk = async offset =>
        {
            if (offset == 0) await Eventually.HoldsAsync("a second request before the first is answered", RunningSession.Patience, () => cloud.Requests.Count == Small.Outstanding);
            return true;
        };
        await using var running = await RunningSession.ConnectAsync(Broker);
        var sink = new MemorySink
        {
            BeforeWrite = () =>
            {
                Assert.InRange(cloud.Requests.Last().Offset + cloud.Requests.Last().Length - written, 0, Small.Window);
                written += Small.ChunkBytes;
                return Task.CompletedTask;
            },
        };
        await new BlobDownload(running.Session, Small).RunAsync(cloud.Source, sink, Cancellation);

        Assert.All(cloud.Requests, request => Assert.Equal((Small.RequestBytes, Small.ChunkBytes), (request.Length, request.ChunkBytes)));
        Assert.Single(cloud.Requests.Select(request => request.Transfer).Distinct());
    }

    [Fact]
    public async Task Run_SinkThatHoldsTheBeginning_AsksForTheRestAlone()
    {
        var cloud = new BlobCloud(Broker, 100_000);
        await using var running = await RunningSession.ConnectAsync(Broker);
        var sink = new MemorySink(cloud.Content[..77_777]);
        await new BlobDownload(running.Session, Small).RunAsync(cloud.Source, sink, Cancellation);

        Assert.Equal(cloud.Content, sink.Content);
        Assert.Equal((77_777L, 100_000 - 77_777), (cloud.Requests.Single().Offset, cloud.Requests.Single().Length));
    }

    [Fact]
    public async Task Run_SinkThatHoldsAll_AsksNothing()
    {
        var cloud = new BlobCloud(Broker, 10);
        await using var running = await RunningSession.ConnectAsync(Broker);
        await new BlobDownload(running.Session, Small).RunAsync(cloud.Source, new MemorySink(cloud.Content), Cancellation);

        Assert.Empty(cloud.Requests);
    }

    [Fact]
    public async Task Run_LinkCutInTheMiddle_GoesOnWhereTheSinkIs()
    {
        var cut = 0;
        var cloud = new BlobCloud(Broker, 1024 * 1024);
        await using var running = await RunningSession.ConnectAsync(RunningSession.Options(Broker, Wire.Port));
        var sink = new MemorySink();
        cloud.BeforeChunk = async offset =>
        {
            if (offset < 512 * 1024 || Interlocked.Exchange(ref cut, 1) == 1) return true;
            await Eventually.HoldsAsync("a sink that is half full", RunningSession.Patience, () => sink.Offset >= 448 * 1024);
            Wire.Cut();
            return false;
        };
        await new BlobDownload(running.Session, Small).RunAsync(cloud.Source, sink, Cancellation);

        Assert.Equal(cloud.Content, sink.Content);
        var second = cloud.Requests.SkipWhile(request => request.Transfer == cloud.Requests.First().Transfer).ToList();
        Assert.InRange(second[0].Offset, 448 * 1024, 512 * 1024);
        Assert.Equal(2, running.TimesConnected);
    }

    [Fact]
    public async Task Run_ChunkLost_AsksAgainFromThere()
    {
        var lost = 0;
        var cloud = new BlobCloud(Broker, 300_000) { BeforeChunk = offset => Task.FromResult(offset != 32 * 1024 || Interlocked.Exchange(ref lost, 1) == 1) };
        await using var running = await RunningSession.ConnectAsync(Broker);
        var sink = new MemorySink();
        await new BlobDownload(running.Session, Small).RunAsync(cloud.Source, sink, Cancellation);

        Assert.Equal(cloud.Content, sink.Content);
        Assert.Contains(cloud.Requests, request => request.Offset == 32 * 1024);
        Assert.All(running.Drops, drop => Assert.Contains("where 32768 was awaited", drop.Cause, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_ChunksTwiceEmptyOversizedAndForeign_AreDroppedAndTheBlobIsWhole()
    {
        var cloud = new BlobCloud(Broker, 40_000) { Distort = chunk => [[1, 2], BlobChunk.Encode(0, []), new byte[BlobChunk.HeaderBytes + Limits.ChunkBytes + 1], chunk, chunk] };
        await using var running = await RunningSession.ConnectAsync(Broker);
        var sink = new MemorySink();
        await new BlobDownload(running.Session, Small).RunAsync(cloud.Source, sink, Cancellation);

        Assert.Equal(cloud.Content, sink.Content);
        Assert.Equal(3 * 4, running.Drops.Count);
    }

    [Fact]
    public async Task Run_MoreBytesThanTheWindow_AreNotHeldInMemory()
    {
        var cloud = new BlobCloud(Broker, 16 * 1024) { Distort = chunk => Enumerable.Repeat(chunk, 40) };
        await using var running = await RunningSession.ConnectAsync(Broker);
        var sink = new MemorySink { BeforeWrite = () => running.DroppedAsync($"beyond the window of {Small.Window} bytes") };
        await new BlobDownload(running.Session, Small).RunAsync(cloud.Source, sink, Cancellation);

        Assert.Equal(cloud.Content, sink.Content);
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1_001)]
    [InlineData(0)]
    public async Task Run_BlobOfAnotherLengthThanPlanned_Fails(long said)
    {
        var cloud = new BlobCloud(Broker, 1_000) { Answer = result => BlobCloud.Ok(result with { BlobBytes = said }) };
        await using var running = await RunningSession.ConnectAsync(Broker);

        var e = await Assert.ThrowsAsync<IOException>(() => new BlobDownload(running.Session, Small).RunAsync(cloud.Source, new MemorySink(), Cancellation));
        Assert.Contains($"has {said} bytes, the plan said 1000", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Refused_FailsWithWhatTheCloudSaid()
    {
        var cloud = new BlobCloud(Broker, 100) { BeforeChunk = _ => Task.FromResult(false), Answer = _ => RpcMessages.Error(new RpcError("blob-not-yours", "no", false)) };
        await using var running = await RunningSession.ConnectAsync(Broker);

        var e = await Assert.ThrowsAsync<RpcException>(() => new BlobDownload(running.Session, Small).RunAsync(cloud.Source, new MemorySink(), Cancellation));
        Assert.Equal("blob-not-yours", e.Error.Code);
        Assert.Single(cloud.Requests);
    }

    [Fact]
    public async Task Run_NothingComesHoweverOftenItIsAsked_GivesUpAfterFiveTries()
    {
        var cloud = new BlobCloud(Broker, 100) { BeforeChunk = _ => Task.FromResult(false) };
        await using var running = await RunningSession.ConnectAsync(Broker);

        await Assert.ThrowsAsync<GapException>(() => new BlobDownload(running.Session, Small).RunAsync(cloud.Source, new MemorySink(), Cancellation));
        Assert.Equal(5, cloud.Requests.Count);
    }

    [Fact]
    public async Task Run_Cancelled_KeepsWhatCameAndIgnoresWhatComesLate()
    {
        using var stop = new CancellationTokenSource();
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var cloud = new BlobCloud(Broker, 256 * 1024);
        cloud.BeforeChunk = async offset =>
        {
            if (offset < 32 * 1024) return true;
            reached.TrySetResult();
            await go.Task;
            return true;
        };
        await using var running = await RunningSession.ConnectAsync(Broker);
        var sink = new MemorySink();
        var download = new BlobDownload(running.Session, Small).RunAsync(cloud.Source, sink, stop.Token);
        await reached.Task.WaitAsync(RunningSession.Patience, Cancellation);
        await Eventually.HoldsAsync("two chunks", RunningSession.Patience, () => sink.Offset == 32 * 1024);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);

        go.SetResult();
        await Eventually.HoldsAsync("both late answers", RunningSession.Patience, () => Broker.Answers == 2);
        await NothingIsDroppedAsync(running);
        Assert.Equal(cloud.Content[..(32 * 1024)], sink.Content);
    }

    /// <summary>Sends a message that comes after all others and sees that nothing but it was dropped.</summary>
    private async Task NothingIsDroppedAsync(RunningSession running)
    {
        await Eventually.HoldsAsync("every answer's delivery", RunningSession.Patience, () => Broker.Answers == Broker.Published("/request").Count);
        await Broker.SendAsync(Samples.DesiredTopic, "marker"u8.ToArray());
        await running.DroppedAsync("does not parse");
        Assert.Single(running.Drops);
    }
}
