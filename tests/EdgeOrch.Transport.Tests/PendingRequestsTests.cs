namespace EdgeOrch.Transport.Tests;

public sealed class PendingRequestsTests
{
    private static readonly RpcResponse Response = new(false, [1]);

    private readonly PendingRequests _pending = new();

    [Fact]
    public async Task TryComplete_WaitingRequest_CompletesItAndNoOther()
    {
        var (first, second) = (_pending.Add(), _pending.Add());

        Assert.True(_pending.TryComplete(second.Correlation, Response));
        Assert.Same(Response, await second.Response);
        Assert.False(first.Response.IsCompleted);
    }

    [Fact]
    public async Task TryComplete_RequestThatEndedOrWasAnswered_IsKnownAndDoesNothing()
    {
        var (ended, answered) = (_pending.Add(), _pending.Add());
        _pending.Remove(ended.Correlation);
        _pending.TryComplete(answered.Correlation, Response);

        Assert.True(_pending.TryComplete(ended.Correlation, Response));
        Assert.True(_pending.TryComplete(answered.Correlation, new RpcResponse(true, [])));
        Assert.False(ended.Response.IsCompleted);
        Assert.Same(Response, await answered.Response);
    }

    [Fact]
    public void TryComplete_CorrelationOfNoRequest_IsForeign()
    {
        _pending.Add();

        Assert.False(_pending.TryComplete(null, Response));
        Assert.False(_pending.TryComplete([], Response));
        Assert.False(_pending.TryComplete(new byte[16], Response));
        Assert.False(_pending.TryComplete(new byte[100_000], Response));
    }

    [Fact]
    public void TryComplete_RequestOfLongAgo_IsForgotten()
    {
        var (old, _) = _pending.Add();
        _pending.Remove(old);
        for (var i = 0; i < 1000; i++) _pending.Remove(_pending.Add().Correlation);

        Assert.False(_pending.TryComplete(old, Response));
    }

    [Fact]
    public async Task FailAll_WaitingRequests_FailEachWithAnExceptionOfItsOwn()
    {
        var (first, second) = (_pending.Add(), _pending.Add());
        _pending.FailAll(() => new LinkException("the link went down"));

        Assert.NotSame(await Assert.ThrowsAsync<LinkException>(() => first.Response), await Assert.ThrowsAsync<LinkException>(() => second.Response));
    }
}
