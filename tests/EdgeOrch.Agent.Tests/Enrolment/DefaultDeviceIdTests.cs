using EdgeOrch.Agent.Enrolment;

namespace EdgeOrch.Agent.Tests.Enrolment;

public sealed class DefaultDeviceIdTests
{
    [Theory]
    [InlineData("line-3", "line-3")]
    [InlineData("Line_3.factory.example", "line-3")]
    [InlineData("-Pi-", "pi")]
    [InlineData("___", "device")]
    public void From_AHostName_IsAValidId(string host, string id) => Assert.Equal(id, DefaultDeviceId.From(host).ToString());
}
