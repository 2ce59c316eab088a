namespace EdgeOrch.Transport.Tests;

public sealed class BackoffTests
{
    [Fact]
    public void Next_EachFailure_DoublesTheCapUpToTheLongestAndDrawsFromItsUpperHalf()
    {
        for (var round = 0; round < 50; round++)
        {
            var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
            foreach (var cap in (double[])[1, 2, 4, 8, 10, 10]) Assert.InRange(backoff.Next().TotalSeconds, cap / 2, cap);
        }
    }

    [Fact]
    public void Next_ManyDevices_AreSpread()
    {
        var waits = Enumerable.Range(0, 200).Select(_ => new Backoff(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)).Next()).Distinct();

        Assert.InRange(waits.Count(), 50, 200);
    }

    [Fact]
    public void Next_AfterVeryManyFailures_StaysAtTheLongest()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
        for (var i = 0; i < 200; i++) Assert.InRange(backoff.Next(), TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(2));
        backoff.Reset();

        Assert.InRange(backoff.Next(), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1));
    }
}
