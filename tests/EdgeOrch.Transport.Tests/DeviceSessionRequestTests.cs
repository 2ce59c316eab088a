using System.Text;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Testing;
using EdgeOrch.Transport.Tests.Running;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Transport.Tests;

/// <summary>Requests of the device to the cloud.</summary>
public sealed class DeviceSessionRequestTests : BrokerTest
{
    private static readonly EventBatch Batch = new("box", [new DeviceEvent { Sequence = 4, At = DateTimeOffset.UnixEpoch, Type = "agent-started", Message = "started" }]);

    [Fact]
    public async Task Request_Answered_GivesTheResult()
    {
        Broker.Serve(RpcMethods.Events, _ => Task.FromResult<RpcResponse?>(Samples.Ok(new EventsAcknowledged(4))));
        await using var running = await RunningSession.ConnectAsync(Broker);

        Assert.Equal(4, (await AskAsync(running)).UpTo);
        Assert.Equal(Topics.Events(RunningSession.Device), Broker.Published("/events").Single().Topic);
        Assert.Empty(running.Drops);
    }

    [Fact]
    public async Task Request_ManyAtOnce_EachGetsItsOwnAnswer()
    {
        Broker.Serve(RpcMethods.LogRead, async payload =>
        {
            await Task.Yield();
            return new RpcResponse(false, payload);
        });
        await using var running = await RunningSession.ConnectAsync(Broker);
        var type = WireJson.Default.EventsAcknowledged;

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            running.Session.RequestAsync(RpcMethods.LogRead, new EventsAcknowledged(i), type, type, RunningSession.Patience, Cancellation)));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), answers.Select(answer => answer.UpTo));
    }

    [Fact]
    public async Task Request_Refused_ThrowsWhatTheCloudSaid()
    {
        Broker.Serve(RpcMethods.Events, _ => Task.FromResult<RpcResponse?>(RpcMessages.Error(new RpcError("no-room", "the log is full", true))));
        await using var running = await RunningSession.ConnectAsync(Broker);

        Assert.Equal(new RpcError("no-room", "the log is full", true), (await Assert.ThrowsAsync<RpcException>(() => AskAsync(running))).Error);
    }

    [Theory]
    [InlineData(false, "no json")]
    [InlineData(false, "null")]
    [InlineData(false, "{}")]
    [InlineData(true, "{}")]
    [InlineData(true, "null")]
    public async Task Request_AnsweredWithWhatDoesNotParse_IsABadResponse(bool isError, string payload)
    {
        Broker.Serve(RpcMethods.Events, _ => Task.FromResult<RpcResponse?>(new RpcResponse(isError, Encoding.UTF8.GetBytes(payload))));
        await using var running = await RunningSession.ConnectAsync(Broker);

        Assert.Equal("bad-response", (await Assert.ThrowsAsync<RpcException>(() => AskAsync(running))).Error.Code);
    }

    [Fact]
    public async Task Request_NotAnsweredInTime_TimesOutAndTheLateAnswerIsIgnored()
    {
        var time = new FakeTimeProvider();
        var answer = new TaskCompletionSource<RpcResponse?>();
        Broker.Serve(RpcMethods.Events, _ => answer.Task);
        await using var running = await RunningSession.ConnectAsync(RunningSession.Options(Broker), time: time);
        var asked = AskAsync(running, TimeSpan.FromSeconds(10));
        await Broker.SeeAsync("/events");
        await Eventually.HoldsAsync("the time-out", RunningSession.Patience, () => IsOver(asked, time));
        await Assert.ThrowsAsync<TimeoutException>(() => asked);

        answer.SetResult(Samples.Ok(new EventsAcknowledged(4)));
        await AskedForIsBehindAsync(running);
    }

    [Fact]
    public async Task Request_Cancelled_EndsAndTheLateAnswerIsIgnored()
    {
        var answer = new TaskCompletionSource<RpcResponse?>();
        Broker.Serve(RpcMethods.Events, _ => answer.Task);
        await using var running = await RunningSession.ConnectAsync(Broker);
        using var stop = new CancellationTokenSource();
        var asked = running.Session.SendEventsAsync(Batch, RunningSession.Patience, stop.Token);
        await Broker.SeeAsync("/events");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);

        answer.SetResult(Samples.Ok(new EventsAcknowledged(4)));
        await AskedForIsBehindAsync(running);
    }

    [Fact]
    public async Task Request_LinkCutWhileItWaits_FailsAtOnceAndCanBeAskedAgain()
    {
        Broker.Serve(RpcMethods.Events, _ => Task.FromResult<RpcResponse?>(null));
        await using var running = await RunningSession.ConnectAsync(RunningSession.Options(Broker, Wire.Port));
        var asked = AskAsync(running);
        await Broker.SeeAsync("/events");
        Wire.Cut();
        await Assert.ThrowsAsync<LinkException>(() => asked);

        Broker.Serve(RpcMethods.Events, _ => Task.FromResult<RpcResponse?>(Samples.Ok(new EventsAcknowledged(4))));
        await running.ConnectedAsync();
        Assert.Equal(4, (await AskAsync(running)).UpTo);
    }

    [Fact]
    public async Task Response_NobodyAskedFor_IsDropped()
    {
        await using var running = await RunningSession.ConnectAsync(Broker);
        var topic = Topics.Response(RunningSession.Device, RpcMethods.Events);
        await Broker.SendAsync(RpcMessages.Response(topic, new byte[16], Samples.Ok(new EventsAcknowledged(9))));
        await Broker.SendAsync(RpcMessages.Response(topic, new byte[3], Samples.Ok(new EventsAcknowledged(9))));

        await Eventually.HoldsAsync("two drops", RunningSession.Patience, () => running.Drops.Count == 2);
        Assert.All(running.Drops, drop => Assert.Equal((topic, "no request of ours asked for this response"), drop));
    }

    private static bool IsOver(Task task, FakeTimeProvider time)
    {
        if (!task.IsCompleted) time.Advance(TimeSpan.FromSeconds(5));
        return task.IsCompleted;
    }

    /// <summary>Waits for a message that came after all others, and sees that none was dropped but this one.</summary>
    private async Task AskedForIsBehindAsync(RunningSession running)
    {
        // The answer itself is sent by a task of the broker's: this waits for it to have been delivered, by the order on one link.
        await Eventually.HoldsAsync("the late answer's delivery", RunningSession.Patience, () => Broker.Answers == 1);
        await Broker.SendAsync(Samples.DesiredTopic, "marker"u8.ToArray());
        await running.DroppedAsync("does not parse");
        Assert.Single(running.Drops);
    }

    private static Task<EventsAcknowledged> AskAsync(RunningSession running, TimeSpan? timeout = null) =>
        running.Session.SendEventsAsync(Batch, timeout ?? RunningSession.Patience, Cancellation);
}
