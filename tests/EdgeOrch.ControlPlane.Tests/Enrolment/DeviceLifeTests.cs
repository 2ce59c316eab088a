using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.ControlPlane.Devices;
using EdgeOrch.ControlPlane.Identity;
using EdgeOrch.ControlPlane.Tests.Broker;
using EdgeOrch.ControlPlane.Tests.Hosting;
using EdgeOrch.Transport;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeOrch.ControlPlane.Tests.Enrolment;

/// <summary>A device over real MQTT against the whole control plane: it renews its certificate, and leaves.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class DeviceLifeTests(RunningControlPlane cloud)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CertificateAuthority Authority => cloud.Services.GetRequiredService<CertificateAuthority>();

    [Fact]
    public async Task Renew_NewCertificateUsed_TheOldOneIsVoid()
    {
        using var old = await EnrolAsync("life-renew");
        using var renewed = await RenewAsync("life-renew", old);

        await using (var again = new RunningSession(Options("life-renew", old))) await again.ConnectAsync();
        await using (var next = new RunningSession(Options("life-renew", renewed))) await next.ConnectAsync();

        await using var late = new RunningSession(Options("life-renew", old));
        Assert.Contains("NotAuthorized", await late.FailAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Renew_AnswerLost_TheOldCertificateStillRenews()
    {
        using var old = await EnrolAsync("life-lost");
        using var lost = await RenewAsync("life-lost", old);
        using var second = await RenewAsync("life-lost", old);

        await using (var next = new RunningSession(Options("life-lost", second))) await next.ConnectAsync();

        await using var never = new RunningSession(Options("life-lost", lost));
        Assert.Contains("NotAuthorized", await never.FailAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Renew_BadRequest_IsRefusedAndTheSessionGoesOn()
    {
        using var certificate = await EnrolAsync("life-bad");
        await using var running = new RunningSession(Options("life-bad", certificate));
        var session = await running.ConnectAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(() => RequestAsync(session, "no request"));

        Assert.Equal("bad-request", refused.Error.Code);
        Assert.True(session.IsConnected);
        Assert.NotEmpty((await RequestAsync(session, NewRequest(out var key))).Certificate);
        key.Dispose();
    }

    [Fact]
    public async Task Leave_Acknowledged_TheDeviceIsGoneAndMayEnrolAnew()
    {
        using var certificate = await EnrolAsync("life-leave");
        await using (var running = new RunningSession(Options("life-leave", certificate)))
        {
            var session = await running.ConnectAsync();
            await session.RequestAsync(RpcMethods.Leave, new LeaveRequest(), WireJson.Default.LeaveRequest, WireJson.Default.Acknowledged, Timeout, Cancellation);
            Assert.Null(await cloud.Grains.GetGrain<IDeviceGrain>("life-leave").GetViewAsync());
            Assert.NotEmpty(await running.Losses.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(Timeout, Cancellation));
        }

        await using (var late = new RunningSession(Options("life-leave", certificate)))
            Assert.Contains("NotAuthorized", await late.FailAsync(), StringComparison.Ordinal);
        using var second = await EnrolAsync("life-leave");
        await using var back = new RunningSession(Options("life-leave", second));
        await back.ConnectAsync();
    }

    private static string NewRequest(out ECDsa key)
    {
        key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
    }

    private static Task<CertificateRenewResult> RequestAsync(DeviceSession session, string request) => session.RequestAsync(
        RpcMethods.CertificateRenew, new CertificateRenewRequest(request), WireJson.Default.CertificateRenewRequest, WireJson.Default.CertificateRenewResult, Timeout, Cancellation);

    private async Task<X509Certificate2> EnrolAsync(string id)
    {
        var issued = Authority.IssueDevice(DeviceId.Parse(id), NewRequest(out var key));
        using var own = key;
        var facts = new DeviceFacts(new Platform("linux", "amd64"), "1.0.0", "6.1", 1000, 1 << 30, 1 << 30);
        Assert.True(await cloud.Grains.GetGrain<IDeviceGrain>(id).EnrolAsync(new DeviceEnrolment(new Dictionary<string, string>(), facts, Fingerprint.OfPem(issued))));
        using var certificate = X509Certificate2.CreateFromPem(issued);
        return certificate.CopyWithPrivateKey(own);
    }

    private async Task<X509Certificate2> RenewAsync(string id, X509Certificate2 certificate)
    {
        await using var running = new RunningSession(Options(id, certificate));
        var session = await running.ConnectAsync();
        var result = await RequestAsync(session, NewRequest(out var key));
        using var own = key;
        using var renewed = X509Certificate2.CreateFromPem(result.Certificate);
        return renewed.CopyWithPrivateKey(own);
    }

    private DeviceSessionOptions Options(string id, X509Certificate2 certificate) => new()
    {
        Device = DeviceId.Parse(id),
        Host = "127.0.0.1",
        Port = cloud.Options.Mqtt.Port,
        Authority = X509Certificate2.CreateFromPem(Authority.CertificatePem),
        Certificate = () => certificate,
        AppliedGeneration = () => 0,
        FirstRetry = TimeSpan.FromMilliseconds(100),
    };
}
