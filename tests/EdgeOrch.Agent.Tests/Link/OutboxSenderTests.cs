using EdgeOrch.Agent.Link;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Tests.Pulling;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Testing;
using EdgeOrch.Transport;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.Agent.Tests.Link;

public sealed class OutboxSenderTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly FakeCloud _cloud = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Outbox _outbox;
    private readonly OutboxSender _sender;
    private readonly Task _running;

    public OutboxSenderTests()
    {
        _outbox = Outbox.Open(_folder.Of("outbox"), new OutboxOptions(), _time);
        _sender = new OutboxSender(_outbox, _cloud, _time, NullLogger<OutboxSender>.Instance);
        _running = Task.Run(() => _sender.RunAsync(_stop.Token));
    }

    [Fact]
    public async Task Wake_EventsAreThere_SendsEachOnceInOrder()
    {
        Add(250);
        await EmptyAsync();
        Assert.Equal(Enumerable.Range(1, 250), Sent());
        lock (_cloud.Batches)
        {
            Assert.All(_cloud.Batches, b => Assert.InRange(b.Events.Count, 1, Limits.EventsPerBatch));
            Assert.All(_cloud.Batches, b => Assert.Equal(_outbox.Id, b.Outbox));
        }

        // Woken again, it has nothing to say.
        _sender.Wake();
        Add(1);
        await EmptyAsync();
        Assert.Equal(251, Sent().Count);
    }

    [Fact]
    public async Task Send_CloudHasOnlySomeDurably_SendsTheRestAgain()
    {
        var answers = new Queue<long>([3]);
        _cloud.Acknowledge = batch => new EventsAcknowledged(answers.TryDequeue(out var upTo) ? upTo : batch.Events[^1].Sequence);
        Add(5);
        await EmptyAsync();
        Assert.Equal([1, 2, 3, 4, 5, 4, 5], Sent());
    }

    [Fact]
    public async Task Send_LinkIsLostBeforeTheAcknowledgement_SendsTheSameAgainAtTheNextConnect()
    {
        _cloud.Acknowledge = _ => throw new LinkException("down");
        Add(2);
        await Eventually.HoldsAsync("a batch", Patience, () => Sent().Count == 2);
        Assert.Equal(2, _outbox.Count);
        _cloud.Acknowledge = batch => new EventsAcknowledged(batch.Events[^1].Sequence);
        _sender.Wake();
        await EmptyAsync();
        Assert.Equal([1, 2, 1, 2], Sent());
    }

    [Fact]
    public async Task Send_Refused_TriesAgainAfterAWhile()
    {
        var refused = false;
        _cloud.Acknowledge = batch =>
        {
            if (refused) return new EventsAcknowledged(batch.Events[^1].Sequence);
            refused = true;
            throw new RpcException(new RpcError("busy", "the store is busy", true));
        };
        Add(1);
        await Eventually.HoldsAsync("a batch", Patience, () => Sent().Count == 1);
        await Eventually.HoldsAsync("an empty outbox", Patience, () =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return _outbox.Count == 0;
        });
        Assert.Equal([1, 1], Sent());
    }

    [Fact]
    public async Task Send_AcknowledgedBeyondWhatWasSent_LosesNothing()
    {
        _cloud.Acknowledge = _ => new EventsAcknowledged(long.MaxValue);
        Add(1);
        await EmptyAsync();
        Add(1);
        await EmptyAsync();
        Assert.Equal([1, 2], Sent());
    }

    [Fact]
    public async Task Wake_LinkIsDown_SendsNothingUntilItIsUp()
    {
        _cloud.IsConnected = false;
        Add(1);
        await Eventually.HoldsAsync("a look at the link", Patience, () => _cloud.Asked > 0);
        Assert.Empty(Sent());
        _cloud.IsConnected = true;
        _sender.Wake();
        await EmptyAsync();
        Assert.Equal([1], Sent());
    }

    [Fact]
    public async Task Send_LongMessages_KeepsEveryBatchBelowTheLargestMessage()
    {
        for (var i = 0; i < 90; i++) _outbox.Add("long", EventSeverity.Normal, null, new string('\u0001', Limits.EventMessageLength));
        _sender.Wake();
        await EmptyAsync();
        lock (_cloud.Batches)
        {
            Assert.Equal(90, _cloud.Batches.Sum(b => b.Events.Count));
            Assert.All(_cloud.Batches, b => Assert.InRange(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(b, WireJson.Default.EventBatch).Length, 1, Limits.MessageBytes));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience);
        _outbox.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }

    private void Add(int count)
    {
        for (var i = 0; i < count; i++) _outbox.Add("thing", EventSeverity.Normal, null, "happened");
        _sender.Wake();
    }

    private List<int> Sent()
    {
        lock (_cloud.Batches) return [.. _cloud.Batches.SelectMany(b => b.Events).Select(e => (int)e.Sequence)];
    }

    private Task EmptyAsync() => Eventually.HoldsAsync("an empty outbox", Patience, () => _outbox.Count == 0);
}
