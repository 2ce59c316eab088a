using EdgeOrch.Agent.Reconciliation;

namespace EdgeOrch.Agent.Tests.Reconciliation;

public sealed class RetryBackoffTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(6, 32)]
    [InlineData(7, 60)]
    [InlineData(100, 60)]
    [InlineData(int.MaxValue, 60)]
    public void After_FailuresInARow_DoublesUpToAMinute(int failures, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), RetryBackoff.After(failures));

    // A newer wish sets the count back while the loop is about to wait for the older one's retry.
    [Fact]
    public void After_CountWasSetBackMeanwhile_IsTheFirstWait() => Assert.Equal(TimeSpan.FromSeconds(1), RetryBackoff.After(0));
}
