using EdgeOrch.ControlPlane.Broker;
using EdgeOrch.ControlPlane.Deltas;
using EdgeOrch.ControlPlane.Identity;
using EdgeOrch.ControlPlane.Registry;
using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Tests.Hosting;

public sealed class OptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_AreGood()
    {
        Assert.True(new BrokerOptionsValidator().Validate(null, new BrokerOptions()).Succeeded);
        Assert.True(new IdentityOptionsValidator().Validate(null, new IdentityOptions()).Succeeded);
        Assert.True(new DeltaOptionsValidator().Validate(null, new DeltaOptions()).Succeeded);
        Assert.True(new RegistryOptionsValidator().Validate(null, new RegistryOptions()).Succeeded);
    }

    [Fact]
    public void Validate_EverythingWrong_TellsAllOfIt()
    {
        Assert.Equal(
            ["broker.port 0: must be 1 to 65535", "broker.listen \"::\": must be an IPv4 address", "broker.publicHost \"a b\": must be a DNS name or an IP address", "broker.requestTimeout 0s: must be 1s to 1h"],
            Failures(new BrokerOptionsValidator(), new BrokerOptions { Port = 0, ListenIPv4 = "::", PublicHost = "a b", RequestTimeout = TimeSpan.Zero }));
        Assert.Equal(
            ["identity.directory \"here\": must be an absolute path", "identity.deviceCertificateLifetime 1s: must be 1m to 19800h"],
            Failures(new IdentityOptionsValidator(), new IdentityOptions { Directory = "here", DeviceCertificateLifetime = TimeSpan.FromSeconds(1) }));
        Assert.Equal(
            ["deltas.parallelJobs 0: must be 1 to 64", "deltas.largestShare 1.5: must be 0.01 to 1"],
            Failures(new DeltaOptionsValidator(), new DeltaOptions { ParallelJobs = 0, LargestShare = 1.5 }));
        Assert.Equal(
            ["registry.maxBlobBytes 1: must be 1048576 to 1125899906842624"],
            Failures(new RegistryOptionsValidator(), new RegistryOptions { MaxBlobBytes = 1 }));
    }

    private static IEnumerable<string> Failures<T>(IValidateOptions<T> validator, T options)
        where T : class => validator.Validate(null, options).Failures ?? [];
}
