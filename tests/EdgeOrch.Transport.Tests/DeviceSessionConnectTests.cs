using EdgeOrch.Contracts.Messages;
using EdgeOrch.Testing;
using EdgeOrch.Transport.Tests.Running;
using Microsoft.Extensions.Time.Testing;
using MQTTnet.Protocol;

namespace EdgeOrch.Transport.Tests;

/// <summary>Whom a session trusts, what it says of itself, and how it comes back.</summary>
public sealed class DeviceSessionConnectTests : BrokerTest
{
    // Seconds by which the fake clock goes on at a time.
    private const int Step = 4;

    [Fact]
    public async Task Run_Connected_SaysOnlineWithItsGenerationAndOfflineAtTheEnd()
    {
        await using (var running = await RunningSession.ConnectAsync(Broker))
        {
            Assert.True(running.Session.IsConnected);
            Assert.Equal([new LinkMessage(LinkState.Online, 7)], Broker.Links);
            Assert.Equal(["pi-1"], Broker.Connects);
        }

        // Once: after a clean end the broker publishes no will.
        Assert.Equal([new LinkMessage(LinkState.Online, 7), new LinkMessage(LinkState.Offline, 7)], Broker.Links);
    }

    [Fact]
    public async Task Run_ServerOfAnotherAuthority_IsRefused()
    {
        using var other = new TestAuthority();
        await using var running = new RunningSession(RunningSession.Options(Broker) with { Authority = other.Certificate });
        running.Start();

        await running.LossAsync();
        Assert.False(running.Session.IsConnected);
        Assert.Empty(Broker.Connects);
    }

    [Fact]
    public async Task Run_ServerCertificateOfAnotherHostOrUse_IsRefused()
    {
        await using var elsewhere = await TestBroker.StartAsync(Authority, certificate: Authority.IssueServer("elsewhere.example"));
        await using var none = await TestBroker.StartAsync(Authority, certificate: Authority.IssueServerThatIsNone("127.0.0.1"));
        foreach (var broker in (TestBroker[])[elsewhere, none])
        {
            await using var running = new RunningSession(RunningSession.Options(broker));
            running.Start();

            await running.LossAsync();
            Assert.Empty(broker.Connects);
        }
    }

    [Fact]
    public async Task Run_BrokerThatRefuses_SaysWhyAndTriesAgainUntilItDoesNot()
    {
        Broker.Welcome = MqttConnectReasonCode.NotAuthorized;
        await using var running = new RunningSession(RunningSession.Options(Broker));
        running.Start();

        Assert.Contains("NotAuthorized", await running.LossAsync(), StringComparison.Ordinal);
        Broker.Welcome = MqttConnectReasonCode.Success;
        await running.ConnectedAsync();
    }

    [Fact]
    public async Task Run_SubscriptionRefused_IsNotConnected()
    {
        Broker.TakesSubscriptions = false;
        await using var running = new RunningSession(RunningSession.Options(Broker));
        running.Start();

        Assert.Contains("desired\": refused with NotAuthorized", await running.LossAsync(), StringComparison.Ordinal);
        Assert.False(running.Session.IsConnected);
        Assert.Empty(Broker.Links);
    }

    [Fact]
    public async Task Run_LinkCut_BrokerPublishesTheWillAndTheSessionComesBackWithACertificateThatIsNew()
    {
        var certificates = new Queue<string>(["pi-1", "pi-1-renewed"]);
        var options = RunningSession.Options(Broker, Wire.Port) with { Certificate = () => Authority.IssueDevice(certificates.Count > 1 ? certificates.Dequeue() : certificates.Peek()) };
        await using var running = await RunningSession.ConnectAsync(options);
        Wire.Cut();

        await Eventually.HoldsAsync("a second connect", RunningSession.Patience, () => running.TimesConnected == 2);
        Assert.Equal([LinkState.Online, LinkState.Offline, LinkState.Online], Broker.Links.Select(link => link.State));
        Assert.Equal(["pi-1", "pi-1-renewed"], Broker.Connects);
        Assert.Single(running.Losses);
    }

    [Fact]
    public async Task Run_BrokerThatForgotTheSession_SubscribesAgain()
    {
        await using var running = await RunningSession.ConnectAsync(Broker);
        await ReplaceBrokerAsync();
        await Eventually.HoldsAsync("a second connect", RunningSession.Patience, () => running.TimesConnected == 2);

        await Broker.SendAsync(Samples.DesiredTopic, Samples.Document("after"));
        await Eventually.HoldsAsync("the desired state", RunningSession.Patience, () => !running.Desired.IsEmpty);
    }

    [Fact]
    public async Task Run_BrokerAway_WaitsLongerEachTimeAndStartsAnewAfterASuccess()
    {
        var time = new FakeTimeProvider();
        var options = RunningSession.Options(Broker, Wire.Port) with { FirstRetry = TimeSpan.FromSeconds(16), LongestRetry = TimeSpan.FromSeconds(64) };
        await using var running = await RunningSession.ConnectAsync(options, time: time);
        Wire.IsDown = true;
        Wire.Cut();
        // Each wait lies between half of its cap and the cap; the steps of the clock add a little.
        foreach (var cap in (int[])[16, 32, 64, 64]) Assert.InRange(await SecondsToNextConnectAsync(running, time), cap / 2, cap + (2 * Step));
        Wire.IsDown = false;
        await SecondsToNextConnectAsync(running, time);
        await running.ConnectedAsync();

        Wire.Cut();
        Assert.InRange(await SecondsToNextConnectAsync(running, time), 8, 16 + (2 * Step));
    }

    [Fact]
    public async Task Run_StoppedAtAnyMomentOfAConnect_EndsWithoutAnError()
    {
        for (var moment = 0; moment < 25; moment++)
        {
            await using var running = new RunningSession(RunningSession.Options(Broker, Wire.Port));
            running.Start();
            // A little further into TCP, TLS, CONNECT and SUBSCRIBE each time.
            for (var turn = 0; turn < moment * 200; turn++) await Task.Yield();
            if (moment % 2 == 1) Wire.Cut();
            await running.StopAsync();
        }
    }

    [Fact]
    public async Task Dispose_WhileConnected_EndsTheSession()
    {
        await using var running = await RunningSession.ConnectAsync(Broker);
        await running.Session.DisposeAsync();

        await running.StopAsync();
        Assert.False(running.Session.IsConnected);
        Assert.Equal([LinkState.Online, LinkState.Offline], Broker.Links.Select(link => link.State));
    }

    /// <summary>Lets seconds pass, a few at a time, until the device knocks again.</summary>
    private async Task<int> SecondsToNextConnectAsync(RunningSession running, FakeTimeProvider time)
    {
        var before = Wire.Connects;
        await Eventually.HoldsAsync("the loss of the last connection", RunningSession.Patience, () => running.Losses.Count == before);
        var seconds = 0;
        await Eventually.HoldsAsync("a connect", RunningSession.Patience, () =>
        {
            if (Wire.Connects > before) return true;
            time.Advance(TimeSpan.FromSeconds(Step));
            seconds += Step;
            return false;
        });
        return seconds;
    }
}
