using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.System.Tests.Programs;
using MQTTnet;
using MQTTnet.Protocol;

namespace EdgeOrch.System.Tests.BadInput;

/// <summary>The promise: a device obeys only what its control plane signed for it, and a device is heard only for itself.</summary>
public sealed class DesiredStateTests(Site site) : IClassFixture<Site>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string SigningKey => Path.Combine(site.CloudFolder, "identity", "desired-state.key");

    [Fact]
    public async Task Device_WhenDesiredStateIsSignedByAnotherKey_RefusesItAndKeepsWhatRuns()
    {
        await site.PushSampleAsync();
        await site.ApplyAsync(site.Manifest("signed", "v1", 8151));
        var before = await site.AwaitRunningAsync("signed/web", 1);
        var honest = await File.ReadAllTextAsync(SigningKey, Cancelled);

        using (var other = ECDsa.Create(ECCurve.NamedCurves.nistP256)) await RestartCloudAsync(() => File.WriteAllText(SigningKey, other.ExportPkcs8PrivateKeyPem()));
        await site.ApplyAsync(site.Manifest("signed", "v2", 8151));
        var device = await site.AwaitDeviceAsync("the device to refuse", seen => seen.Conditions.Any(c => c.Type == "DesiredStateAccepted"));
        Assert.Equal("desired-signature", device.Conditions.Single(c => c.Type == "DesiredStateAccepted").Reason);
        Assert.Equal(before.Pid, (await site.AwaitRunningAsync("signed/web", 1)).Pid);

        await RestartCloudAsync(() => File.WriteAllText(SigningKey, honest));
        await site.AwaitRunningAsync("signed/web", 2);
        await site.AwaitDeviceAsync("the refusal to be over", seen => seen.Conditions.All(c => c.Type != "DesiredStateAccepted"));
    }

    [Fact]
    public async Task ControlPlane_RestoredFromAnOlderBackup_IsObeyedAgain()
    {
        await site.PushSampleAsync();
        await site.ApplyAsync(site.Manifest("backup", "v1", 8152));
        await site.AwaitRunningAsync("backup/web", 1);
        var backup = Path.Combine(site.Home, "backup");
        await RestartCloudAsync(() => CopyFolder(site.CloudFolder, backup));
        await site.ApplyAsync(site.Manifest("backup", "v2", 8152));
        await site.AwaitRunningAsync("backup/web", 2);

        await RestartCloudAsync(() =>
        {
            Directory.Delete(site.CloudFolder, recursive: true);
            CopyFolder(backup, site.CloudFolder);
        });

        await site.AwaitRunningAsync("backup/web", 1);
    }

    [Fact]
    public async Task Publish_ToAnotherDevicesTopic_IsRefusedAndChangesNothing()
    {
        using var intruder = await ConnectAsIntruderAsync();
        var report = new LinkMessage(LinkState.Offline, 999_999);

        var result = await intruder.PublishAsync(new MqttApplicationMessageBuilder()
            .WithTopic($"edgeorch/v1/devices/{site.Device}/link").WithPayload(JsonSerializer.SerializeToUtf8Bytes(report, WireJson.Default.LinkMessage))
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(), Cancelled);

        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, result.ReasonCode);
        Assert.NotEqual(999_999, (await site.AwaitLinkAsync(LinkState.Online)).AppliedGeneration);
    }

    [Fact]
    public async Task Subscribe_ToAnotherDevicesTopics_IsRefused()
    {
        using var intruder = await ConnectAsIntruderAsync();

        var result = await intruder.SubscribeAsync($"edgeorch/v1/devices/{site.Device}/#", cancellationToken: Cancelled);

        Assert.Equal(MqttClientSubscribeResultCode.NotAuthorized, Assert.Single(result.Items).ResultCode);
    }

    [Fact]
    public async Task Publish_OfAPayloadAboveTheLimit_IsRefused()
    {
        using var large = await ConnectAsIntruderAsync();

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            var result = await large.PublishAsync(new MqttApplicationMessageBuilder()
                .WithTopic($"edgeorch/v1/devices/{large.Options.ClientId}/reported").WithPayload(new byte[4 * Limits.MessageBytes])
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(), Cancelled);
            if (!result.IsSuccess) throw new InvalidOperationException(result.ReasonString);
        });
    }

    private async Task RestartCloudAsync(Action between)
    {
        Assert.Equal(0, await site.ControlPlane.StopAsync());
        between();
        site.ControlPlane.Start();
        await site.AwaitApiAsync();
        await site.AwaitLinkAsync(LinkState.Online);
    }

    /// <summary>Another device of this control plane, in the hands of somebody who writes a client of his own.</summary>
    private async Task<IMqttClient> ConnectAsIntruderAsync()
    {
        var name = $"intruder-{Guid.NewGuid():N}"[..16];
        var folder = Path.Combine(site.Home, name);
        (await site.JoinAsync(await site.TokenAsync(), folder, name)).Succeeded();
        using var identity = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "identity"), Cancelled));
        using var pem = X509Certificate2.CreateFromPem(Text(identity, "certificate"), Text(identity, "privateKey"));
        var authority = X509Certificate2.CreateFromPem(Text(identity, "authority"));
        var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(new MqttClientOptionsBuilder()
            .WithTcpServer("127.0.0.1", site.MqttPort).WithClientId(name).WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500)
            .WithTlsOptions(tls => tls.WithClientCertificates([pem]).WithTrustChain([authority]).WithTargetHost("localhost")).Build(), Cancelled);
        return client;
    }

    private static string Text(JsonDocument document, string name) => document.RootElement.GetProperty(name).GetString()!;

    private static void CopyFolder(string from, string to)
    {
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories).Prepend(from))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}
