using System.Text;
using EdgeOrch.Contracts;
using EdgeOrch.Testing;
using EdgeOrch.Transport.Tests.Running;

namespace EdgeOrch.Transport.Tests;

/// <summary>What a session takes, what it drops, and what it sends.</summary>
public sealed class DeviceSessionMessageTests : BrokerTest
{
    private static readonly DeviceId Device = RunningSession.Device;

    [Fact]
    public async Task Desired_WhileOneIsBeingTaken_OnlyTheNewestFollows()
    {
        var (entered, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var running = await RunningSession.ConnectAsync(Broker);
        running.OnDesired = document =>
        {
            entered.TrySetResult();
            return Samples.TextOf(document) == "1" ? go.Task : Task.CompletedTask;
        };
        await Broker.SendAsync(Samples.DesiredTopic, Samples.Document("1"));
        await entered.Task.WaitAsync(RunningSession.Patience, Cancellation);
        for (var i = 2; i <= 5; i++) await Broker.SendAsync(Samples.DesiredTopic, Samples.Document($"{i}"));
        // A message that is certainly behind them.
        await Broker.SendAsync(Samples.DesiredTopic, "marker"u8.ToArray());
        await running.DroppedAsync("does not parse");
        go.SetResult();

        await Eventually.HoldsAsync("the newest", RunningSession.Patience, () => running.Desired.Count == 2);
        Assert.Equal(["1", "5"], running.Desired.Select(Samples.TextOf));
    }

    [Fact]
    public async Task Desired_WhoseTakerThrows_IsDroppedAndTheNextTaken()
    {
        await using var running = await RunningSession.ConnectAsync(Broker);
        running.OnDesired = document => Samples.TextOf(document) == "bad" ? throw new InvalidDataException("no signature") : Task.CompletedTask;
        await Broker.SendAsync(Samples.DesiredTopic, Samples.Document("bad"));
        await running.DroppedAsync("no signature");

        await TakesTheNextAsync(running);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"keyId\":\"k\",\"payload\":\"%%\",\"signature\":\"\"}")]
    public async Task Desired_ThatDoesNotParse_IsDroppedAndTheNextTaken(string payload)
    {
        await using var running = await RunningSession.ConnectAsync(Broker);
        await Broker.SendAsync(Samples.DesiredTopic, Encoding.UTF8.GetBytes(payload));
        await Eventually.HoldsAsync("a drop", RunningSession.Patience, () => running.Drops.Count == 1);

        Assert.Equal(Samples.DesiredTopic, running.Drops.Single().Topic);
        await TakesTheNextAsync(running);
    }

    [Theory]
    [InlineData(Limits.MessageBytes + 1)]
    [InlineData(Limits.PacketBytes)]
    [InlineData(5 * 1024 * 1024)]
    public async Task Message_TooLarge_IsDroppedAcknowledgedAndTheSessionGoesOn(int bytes)
    {
        await using var running = await RunningSession.ConnectAsync(Broker);
        await Broker.SendAsync(Samples.DesiredTopic, new byte[bytes]);
        await running.DroppedAsync($"at most {Limits.MessageBytes}");

        await TakesTheNextAsync(running);
        Assert.Empty(running.Losses);
    }

    [Fact]
    public async Task Message_OfTheLargestSize_IsTaken()
    {
        await using var running = await RunningSession.ConnectAsync(Broker);
        var document = Samples.Document("x");
        byte[] padded = [.. document, .. Enumerable.Repeat((byte)' ', Limits.MessageBytes - document.Length)];
        await Broker.SendAsync(Samples.DesiredTopic, padded);

        await Eventually.HoldsAsync("the desired state", RunningSession.Patience, () => running.Desired.Count == 1);
    }

    [Theory]
    [InlineData("edgeorch/v1/devices/pi-2/desired", "not a topic of this device")]
    [InlineData("other/desired", "not a topic of this device")]
    [InlineData("edgeorch/v1/devices/pi-1/reported", "not a topic that this side takes")]
    [InlineData("edgeorch/v1/devices/pi-1/blobs/x", "no such transfer")]
    [InlineData("edgeorch/v1/devices/pi-1/rpc/log-read/response", "not a response")]
    [InlineData("edgeorch/v1/devices/pi-1/rpc/log-read/request", "without its response topic")]
    public async Task Message_ThatIsNotForThisSide_IsDropped(string topic, string cause)
    {
        await using var running = await RunningSession.ConnectAsync(Broker);
        await Broker.DeliverAsync(Device, topic, Samples.Document("x"));
        await running.DroppedAsync(cause);

        await TakesTheNextAsync(running);
    }

    [Fact]
    public async Task Publish_Report_IsOnItsTopic()
    {
        await using var running = await RunningSession.ConnectAsync(Broker);
        await running.Session.PublishReportedAsync(Samples.Report, Cancellation);

        Assert.Equal(Topics.Reported(Device), Broker.Published("/reported").Single().Topic);
    }

    [Fact]
    public async Task Publish_TooLarge_IsRefusedHere()
    {
        await using var running = await RunningSession.ConnectAsync(Broker);
        var report = Samples.Report with { BootId = new string('x', Limits.MessageBytes) };

        await Assert.ThrowsAsync<ArgumentException>(() => running.Session.PublishReportedAsync(report, Cancellation));
        Assert.Empty(Broker.Published("/reported"));
    }

    [Fact]
    public async Task Publish_NotConnected_SaysSo()
    {
        await using var running = new RunningSession(RunningSession.Options(Broker));

        await Assert.ThrowsAsync<LinkException>(() => running.Session.PublishReportedAsync(Samples.Report, Cancellation));
    }

    private async Task TakesTheNextAsync(RunningSession running)
    {
        await Broker.SendAsync(Samples.DesiredTopic, Samples.Document("next"));
        await Eventually.SeeAsync(
            "the next", RunningSession.Patience, () => Task.FromResult(running.Desired.LastOrDefault()), seen => seen is not null && Samples.TextOf(seen) == "next");
    }
}
