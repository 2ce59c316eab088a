using EdgeOrch.Containers.Spec;
using EdgeOrch.ControlPlane.Deployments.Reading;

namespace EdgeOrch.ControlPlane.Tests.Deployments.Reading;

public sealed class CapabilitiesReaderTests
{
    [Fact]
    public void Known_Names_AreThoseOfTheRuntime() =>
        Assert.Equal(
            SpecDefaults.AllCapabilityNames.Select(name => name["CAP_".Length..]).Append("ALL").Order(StringComparer.Ordinal),
            CapabilitiesReader.Known.Order(StringComparer.Ordinal));
}
