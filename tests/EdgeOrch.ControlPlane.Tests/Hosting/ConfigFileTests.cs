using EdgeOrch.ControlPlane.Broker;
using EdgeOrch.ControlPlane.Deltas;
using EdgeOrch.ControlPlane.Hosting;
using EdgeOrch.ControlPlane.Identity;
using EdgeOrch.ControlPlane.Registry;
using EdgeOrch.ControlPlane.Tests.Storage;

namespace EdgeOrch.ControlPlane.Tests.Hosting;

public sealed class ConfigFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_EverySection_SetsItsOptions()
    {
        var options = ConfigFile.Read(Write("""
            { "data": "/srv/edgeorch", "listen": "0.0.0.0:1", "mqtt": "[::]:2", "hostNames": ["edge.example.com"],
              "identity": { "deviceCertificateLifetime": "48h" }, "broker": { "maxPendingMessages": 100, "requestTimeout": "90s" },
              "registry": { "maxBlobBytes": "1Gi" }, "deltas": { "largestShare": 0.5, "parallelJobs": 3 } }
            """));

        Assert.Equal(("/srv/edgeorch", "0.0.0.0:1", "[::]:2"), (options.Data, $"{options.Listen}", $"{options.Mqtt}"));
        Assert.Equal(["edge.example.com"], options.HostNames);
        Assert.Equal(TimeSpan.FromHours(48), Set(options.Identity, new IdentityOptions()).DeviceCertificateLifetime);
        Assert.Equal((100, TimeSpan.FromSeconds(90)), (Set(options.Broker, new BrokerOptions()).MaxPendingMessages, Set(options.Broker, new BrokerOptions()).RequestTimeout));
        Assert.Equal(1L << 30, Set(options.Registry, new RegistryOptions()).MaxBlobBytes);
        Assert.Equal((0.5, 3, 3), (Set(options.Deltas, new DeltaOptions()).LargestShare, Set(options.Deltas, new DeltaOptions()).ParallelJobs, new DeltaOptions().MaxBases));
    }

    [Theory]
    [InlineData("brokre: {}", "line 1: brokre: unknown field \"brokre\"; did you mean \"broker\"?")]
    [InlineData("broker: { maxPending: 3 }", "line 1: broker.maxPending: unknown field \"maxPending\"; known are connectTimeout, maxConnections, maxPendingMessages, ")]
    [InlineData("broker: 3", "line 1: broker: must be a mapping, not the number 3")]
    [InlineData("broker: { requestTimeout: soon }", "line 1: broker.requestTimeout: \"soon\" is no duration")]
    [InlineData("data: relative", "line 1: data: \"relative\" must be an absolute path")]
    [InlineData("listen: 8443", "line 1: listen: must be a text, not the number 8443")]
    [InlineData("hostNames: [\"a b\"]", "line 1: hostNames: \"a b\": must be a DNS name or an IP address")]
    [InlineData("{ \"data\": ", "no valid YAML")]
    [InlineData("", "must hold one JSON or YAML object")]
    public void Read_WrongText_NamesFieldValueAndRule(string text, string said)
    {
        var path = Write(text);

        var refused = Assert.Throws<UsageException>(() => ConfigFile.Read(path));

        Assert.StartsWith($"config \"{path}\": ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void Read_NoSuchFile_SaysSo() =>
        Assert.Contains("/no/such", Assert.Throws<UsageException>(() => ConfigFile.Read("/no/such")).Message, StringComparison.Ordinal);

    [Fact]
    public void ReadServe_CommandLineAndConfig_TheCommandLineWins()
    {
        var options = CommandLine.ReadServe(["--listen", "127.0.0.1:3", "--config", Write("listen: \"127.0.0.1:4\"\nmqtt: \"127.0.0.1:5\"")]);

        Assert.Equal((3, 5), (options.Listen.Port, options.Mqtt.Port));
    }

    private static T Set<T>(Action<T> settings, T options)
    {
        settings(options);
        return options;
    }

    private string Write(string text)
    {
        var path = Path.Combine(_folder.Path, "config");
        File.WriteAllText(path, text);
        return path;
    }
}
