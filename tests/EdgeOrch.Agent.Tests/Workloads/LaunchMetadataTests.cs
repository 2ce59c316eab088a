using System.Text;
using EdgeOrch.Agent.Supervision.Records;
using EdgeOrch.Agent.Workloads;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Manifests;

namespace EdgeOrch.Agent.Tests.Workloads;

public sealed class LaunchMetadataTests
{
    [Theory]
    [InlineData("\"", Limits.HealthCheckBytes - 1, 1)]
    [InlineData("\u0001", 1, Limits.HealthCheckBytes / 2)]
    [InlineData("", 0, 1000)]
    public void ToText_LargestHealthCheckThatAppliesInItsLongestForm_FitsTheSupervisor(string character, int repeated, int texts)
    {
        var text = string.Concat(Enumerable.Repeat(character, repeated));
        var check = new HealthCheckManifest { Exec = new ExecProbe { Command = [.. Enumerable.Repeat(text, texts)] } };

        var metadata = LaunchMetadata.Of(Wishes.Workload(change: container => container with { HealthCheck = check })).ToText();

        Assert.InRange(Encoding.UTF8.GetByteCount(metadata), 1, ContainerLaunch.MaxMetadataBytes);
    }
}
