using System.Text.Json.Nodes;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Testing;

namespace EdgeOrch.System.Tests.Enrolment;

/// <summary>The promise: what expires is renewed in time, or refused with that reason. Takes a minute of real time.</summary>
public sealed class LifetimeTests(ShortLivesSite site) : IClassFixture<ShortLivesSite>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Certificate_AtTwoThirdsOfItsLife_IsRenewedAndLetsTheDeviceIn()
    {
        var first = await CertificateAsync();
        var expired = TimeProvider.System.GetUtcNow().AddMinutes(1);

        await Eventually.SeeAsync("another certificate", Patience, CertificateAsync, certificate => certificate != first);
        await AwaitAsync(expired);
        await site.Agent.KillAsync();
        await site.AwaitLinkAsync(LinkState.Offline);
        site.Agent.Start();

        await site.AwaitLinkAsync(LinkState.Online);
    }

    [Fact]
    public async Task Join_WithAnExpiredToken_IsRefusedWithThatReason()
    {
        await AwaitAsync(site.ShortTokenExpires);

        var result = await site.JoinAsync(site.ShortToken, Path.Combine(site.Home, "late"), "late");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("expired at", result.Errors, StringComparison.Ordinal);
    }

    private static Task AwaitAsync(DateTimeOffset moment) => Eventually.HoldsAsync($"{moment:T}", Patience, () => TimeProvider.System.GetUtcNow() > moment);

    private async Task<string?> CertificateAsync()
    {
        var identity = await File.ReadAllTextAsync(Path.Combine(site.DeviceFolder, "identity"), TestContext.Current.CancellationToken);
        return (string?)JsonNode.Parse(identity)!["certificate"];
    }
}
