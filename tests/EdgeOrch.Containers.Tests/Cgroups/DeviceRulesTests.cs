using EdgeOrch.Containers.Cgroups;
using EdgeOrch.Containers.Spec;

namespace EdgeOrch.Containers.Tests.Cgroups;

public sealed class DeviceRulesTests
{
    private static readonly DeviceSpec s_spi = new() { Path = "/dev/spidev0.0", Major = 153, Minor = 0 };
    private static readonly DeviceRuleSpec s_readOnly = new() { Allow = true, Type = "c", Major = 153, Minor = 0, Access = "r" };

    [Fact]
    public void Of_NothingAsked_AllowsTheDefaultNodesAndTerminals() =>
        Assert.Equal(
            ["1:3", "1:5", "1:7", "1:8", "1:9", "5:0", "5:2", "136:"],
            DeviceRules.Of(new LinuxSpec()).Where(rule => rule.Access is null).Select(rule => $"{rule.Major}:{rule.Minor}"));

    [Fact]
    public void Of_ListedDevice_MayBeUsedInEveryWay()
    {
        var first = DeviceRules.Of(new LinuxSpec { Devices = [s_spi] })[0];

        Assert.Equal(s_readOnly with { Access = null }, first);
    }

    [Fact]
    public void Of_OwnRules_StandInPlaceOfTheListedDevicesButNotOfTheDefaults()
    {
        var plain = DeviceRules.Of(new LinuxSpec());
        var rules = DeviceRules.Of(new LinuxSpec { Devices = [s_spi], Resources = new ResourceSpec { Devices = [s_readOnly] } });

        Assert.Equal([s_readOnly, .. plain], rules);
    }
}
