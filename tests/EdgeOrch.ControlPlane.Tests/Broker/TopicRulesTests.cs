using EdgeOrch.Contracts;
using EdgeOrch.ControlPlane.Broker;

namespace EdgeOrch.ControlPlane.Tests.Broker;

public sealed class TopicRulesTests
{
    private static readonly DeviceId Device = DeviceId.Parse("pi-1");

    [Theory]
    [InlineData("edgeorch/v1/devices/pi-1/reported", true)]
    [InlineData("edgeorch/v1/devices/pi-1/events", true)]
    [InlineData("edgeorch/v1/devices/pi-1/link", true)]
    [InlineData("edgeorch/v1/devices/pi-1/rpc/image-plan/request", true)]
    [InlineData("edgeorch/v1/devices/pi-1/rpc/log-read/response", true)]
    [InlineData("edgeorch/v1/devices/pi-1/desired", false)]
    [InlineData("edgeorch/v1/devices/pi-1/blobs/x", false)]
    [InlineData("edgeorch/v1/devices/pi-1/rpc//request", false)]
    [InlineData("edgeorch/v1/devices/pi-1/rpc/a/b/request", false)]
    [InlineData("edgeorch/v1/devices/pi-10/reported", false)]
    [InlineData("edgeorch/v1/devices/pi-2/reported", false)]
    [InlineData("reported", false)]
    public void MayPublish_Topic_OnlyOwnOnesUpwards(string topic, bool allowed) => Assert.Equal(allowed, TopicRules.MayPublish(Device, topic));

    [Theory]
    [InlineData("edgeorch/v1/devices/pi-1/desired", true)]
    [InlineData("edgeorch/v1/devices/pi-1/blobs/+", true)]
    [InlineData("edgeorch/v1/devices/pi-1/#", true)]
    [InlineData("edgeorch/v1/devices/pi-1/", false)]
    [InlineData("edgeorch/v1/devices/+/desired", false)]
    [InlineData("edgeorch/v1/devices/pi-10/desired", false)]
    [InlineData("$share/g/edgeorch/v1/devices/pi-1/desired", false)]
    [InlineData("#", false)]
    public void MaySubscribe_Filter_OnlyBelowTheOwnPrefix(string filter, bool allowed) => Assert.Equal(allowed, TopicRules.MaySubscribe(Device, filter));
}
