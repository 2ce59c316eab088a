using System.Text;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.ControlPlane.Broker;
using EdgeOrch.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeOrch.ControlPlane.Tests.Broker;

public sealed class MqttBrokerTests
{
    private static readonly DeviceId Device = DeviceId.Parse("pi-1");
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Session_ConnectReportEventsAndStop_ReachTheGrain()
    {
        await using var broker = await BrokerFixture.StartAsync();
        var grain = broker.Grains.Device("pi-1");
        await using (var running = new RunningSession(broker.SessionOptions("pi-1")))
        {
            var session = await running.ConnectAsync();
            Assert.Equal(new LinkMessage(LinkState.Online, 7), await grain.Links.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(Timeout, Cancellation));

            await session.PublishReportedAsync(Report(Device), Cancellation);
            Assert.Equal(3, (await grain.Reports.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(Timeout, Cancellation)).Sequence);

            var batch = new EventBatch("box", [new DeviceEvent { Sequence = 12, At = DateTimeOffset.UnixEpoch, Type = "workload-started", Message = "started" }]);
            Assert.Equal(12, (await session.SendEventsAsync(batch, Timeout, Cancellation)).UpTo);
        }

        Assert.Equal(new LinkMessage(LinkState.Offline, 7), await grain.Links.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(Timeout, Cancellation));
    }

    [Fact]
    public async Task Desired_PublishedBeforeAndAfterTheConnect_ArrivesEachTime()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await broker.Link.PublishDesiredAsync(Device, Document("one"), Cancellation);
        await using var running = new RunningSession(broker.SessionOptions("pi-1"));
        await running.ConnectAsync();
        Assert.Equal("one", await NextDesiredAsync(running));

        await broker.Link.PublishDesiredAsync(Device, Document("two"), Cancellation);
        Assert.Equal("two", await NextDesiredAsync(running));
    }

    [Fact]
    public async Task Desired_AfterARestartThatForgotIt_IsAskedOfTheGrain()
    {
        await using var broker = await BrokerFixture.StartAsync();
        broker.Grains.Device("pi-1").OnPublishDesired = () => broker.Link.PublishDesiredAsync(Device, Document("from grain"), CancellationToken.None);
        await using var running = new RunningSession(broker.SessionOptions("pi-1"));
        await running.ConnectAsync();

        Assert.Equal("from grain", await NextDesiredAsync(running));
    }

    [Fact]
    public async Task Request_OfTheCloud_IsServedByTheDeviceOrRefusedWhenItIsOffline()
    {
        await using var broker = await BrokerFixture.StartAsync();
        var request = new LogReadRequest(new WorkloadId("web", "nginx"), null, 10, 0);
        var offline = await Assert.ThrowsAsync<RpcException>(() => AskLogAsync(broker, request));
        await using var running = new RunningSession(broker.SessionOptions("pi-1"));
        running.Session.Serve(RpcMethods.LogRead, WireJson.Default.LogReadRequest, WireJson.Default.LogReadResult, (asked, _) =>
            asked.Tail == 10 ? Task.FromResult(new LogReadResult([], "cursor", false)) : throw new RpcException(new RpcError("no-such-log", "none", false)));
        await running.ConnectAsync();

        Assert.Equal("device-offline", offline.Error.Code);
        Assert.Equal("cursor", (await AskLogAsync(broker, request)).Cursor);
        var refused = await Assert.ThrowsAsync<RpcException>(() => AskLogAsync(broker, request with { Tail = 11 }));
        Assert.Equal("no-such-log", refused.Error.Code);
    }

    [Fact]
    public async Task Request_OfAMethodNobodyServes_IsAnErrorAtOnce()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await using var running = new RunningSession(broker.SessionOptions("pi-1"));
        var session = await running.ConnectAsync();

        var e = await Assert.ThrowsAsync<RpcException>(() => session.RequestAsync(
            "no-such", new LeaveRequest(), WireJson.Default.LeaveRequest, WireJson.Default.Acknowledged, Timeout, Cancellation));
        Assert.Equal("method-unknown", e.Error.Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Download_BlobOfManyWindows_ArrivesWholeEvenWhenAChunkIsLost(bool loseOne)
    {
        var blob = new byte[3 * 1024 * 1024 + 17];
        new Random(1).NextBytes(blob);
        await using var broker = await BrokerFixture.StartAsync(s => s.AddSingleton<IRpcHandler>(p => new EchoBlobReader(p.GetRequiredService<IDeviceLink>(), blob, loseOne)));
        await using var running = new RunningSession(broker.SessionOptions("pi-1"));
        var session = await running.ConnectAsync();
        var sink = new MemorySink();
        var digest = Digest.Compute(blob);

        await new BlobDownload(session, new BlobDownloadOptions { RetryAfter = TimeSpan.FromMilliseconds(1) })
            .RunAsync(new BlobSource("app", digest, new BlobDescriptor(digest, blob.Length, "x")), sink, Cancellation);

        Assert.Equal(digest, Digest.Compute(sink.Content));
    }

    [Fact]
    public async Task Connect_CertificateUnknownToTheGrainOrOfAnotherDevice_IsRefused()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await using var stranger = new RunningSession(broker.SessionOptions("pi-1", broker.Certificate("pi-1", enrol: false)));
        await using var impostor = new RunningSession(broker.SessionOptions("pi-2", broker.Certificate("pi-1")));

        Assert.Contains("NotAuthorized", await stranger.FailAsync(), StringComparison.Ordinal);
        Assert.Contains("NotAuthorized", await impostor.FailAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_ToAServerOfAnotherAuthority_IsRefusedByTheDevice()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await using var other = await BrokerFixture.StartAsync();
        await using var running = new RunningSession(broker.SessionOptions("pi-1") with { Port = other.Port });

        await running.FailAsync();
        Assert.False(running.Session.IsConnected);
        Assert.False(other.Grains.Device("pi-1").Links.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Report_ThatNamesAnotherDevice_IsDroppedAndTheNextOneTaken()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await using var running = new RunningSession(broker.SessionOptions("pi-1"));
        var session = await running.ConnectAsync();
        await session.PublishReportedAsync(Report(DeviceId.Parse("pi-2")), Cancellation);
        await session.PublishReportedAsync(Report(Device), Cancellation);

        var report = await broker.Grains.Device("pi-1").Reports.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(Timeout, Cancellation);
        Assert.Equal(Device, report.Device);
        Assert.Equal(1, broker.Drops.Dropped);
        Assert.False(broker.Grains.Device("pi-2").Reports.Reader.TryRead(out _));
    }

    private static Task<LogReadResult> AskLogAsync(BrokerFixture broker, LogReadRequest request) => broker.Link.RequestAsync(
        Device, RpcMethods.LogRead, request, WireJson.Default.LogReadRequest, WireJson.Default.LogReadResult, Timeout, Cancellation);

    private static async Task<string> NextDesiredAsync(RunningSession running) =>
        Encoding.UTF8.GetString((await running.Desired.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(Timeout, Cancellation)).Payload);

    private static byte[] Document(string payload) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
        new SignedDocument("key", Encoding.UTF8.GetBytes(payload), [1]), WireJson.Default.SignedDocument);

    private static ReportedState Report(DeviceId device) => new()
    {
        Device = device,
        Sequence = 3,
        BootId = "boot",
        At = DateTimeOffset.UnixEpoch,
        ObservedGeneration = 1,
        AppliedGeneration = 1,
        Facts = new DeviceFacts(new Platform("linux", "arm64", null), "0.1.0", "6.1", 4000, 1, 1),
        Workloads = [],
    };
}
