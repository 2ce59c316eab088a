using CsCheck;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Contracts.Tests;

public sealed class TopicsTests
{
    private static readonly DeviceId Device = DeviceId.Parse("pi-1");

    [Fact]
    public void Topics_OfADevice_AreWhatTheProtocolSays()
    {
        Assert.Equal("edgeorch/v1/devices/pi-1/desired", Topics.Desired(Device));
        Assert.Equal("edgeorch/v1/devices/pi-1/reported", Topics.Reported(Device));
        Assert.Equal("edgeorch/v1/devices/pi-1/events", Topics.Events(Device));
        Assert.Equal("edgeorch/v1/devices/pi-1/link", Topics.Link(Device));
        Assert.Equal("edgeorch/v1/devices/pi-1/rpc/image-plan/request", Topics.Request(Device, RpcMethods.ImagePlan));
        Assert.Equal("edgeorch/v1/devices/pi-1/rpc/image-plan/response", Topics.Response(Device, RpcMethods.ImagePlan));
        Assert.Equal("edgeorch/v1/devices/pi-1/blobs/a1", Topics.Blob(Device, "a1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("desired")]
    [InlineData("edgeorch/v1/devices/")]
    [InlineData("edgeorch/v1/devices/pi-1")]
    [InlineData("edgeorch/v1/devices/pi-1/")]
    [InlineData("edgeorch/v1/devices//desired")]
    [InlineData("edgeorch/v1/devices/PI-1/desired")]
    [InlineData("edgeorch/v1/devices/+/desired")]
    [InlineData("edgeorch/v1/devices/#/desired")]
    [InlineData("edgeorch/v1/devices/../desired")]
    [InlineData("edgeorch/v2/devices/pi-1/desired")]
    [InlineData("Edgeorch/v1/devices/pi-1/desired")]
    [InlineData("/edgeorch/v1/devices/pi-1/desired")]
    [InlineData("$share/g/edgeorch/v1/devices/pi-1/desired")]
    public void TrySplit_TopicThatIsNotOurs_IsRefused(string topic) => Assert.False(Topics.TrySplit(topic, out _, out _));

    [Fact]
    public void TrySplit_AnyTopicOfAnyDevice_GivesBackItsParts() => Gen.Select(NameGen.Valid, Gen.String[Gen.Char["abc/+#.é"], 1, 20]).Sample((name, rest) =>
    {
        var device = DeviceId.Parse(name);
        return Topics.TrySplit(Topics.Prefix(device) + rest, out var readDevice, out var readRest) && readDevice == device && readRest == rest;
    });
}
