using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Contracts.Tests.Manifests;

public sealed class SignalsTests
{
    [Theory]
    [InlineData("SIGTERM", 15)]
    [InlineData("TERM", 15)]
    [InlineData("SIGIOT", 6)]
    [InlineData("SIGPOLL", 29)]
    [InlineData("SYS", 31)]
    [InlineData("1", 1)]
    [InlineData("64", 64)]
    [InlineData("SIGRTMIN", 34)]
    [InlineData("RTMIN+30", 64)]
    [InlineData("SIGRTMAX-30", 34)]
    public void TryParse_Signal_IsItsNumber(string text, int number)
    {
        Assert.True(Signals.TryParse(text, out var parsed));
        Assert.Equal(number, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SIG")]
    [InlineData("SIGNOPE")]
    [InlineData("term")]
    [InlineData("0")]
    [InlineData("65")]
    [InlineData("-1")]
    [InlineData("RTMIN+31")]
    [InlineData("RTMIN-1")]
    [InlineData("RTMAX+1")]
    [InlineData("RTMAX-")]
    public void TryParse_NoSignal_IsFalse(string text) => Assert.False(Signals.TryParse(text, out _));
}
