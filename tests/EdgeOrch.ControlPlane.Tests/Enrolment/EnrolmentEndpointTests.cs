using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.ControlPlane.Identity;
using EdgeOrch.ControlPlane.Storage;
using EdgeOrch.ControlPlane.Tests.Api;
using EdgeOrch.ControlPlane.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeOrch.ControlPlane.Tests.Enrolment;

/// <summary>The promise: a device gets in with a good token and a good request, and otherwise learns why not; a refusal spends no use of the token.</summary>
[Collection(ControlPlaneTests.Name)]
public sealed class EnrolmentEndpointTests(RunningControlPlane cloud)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enrol_GoodToken_GivesCertificateKeysAndTheLabelsOfBoth()
    {
        var token = await TokenAsync("rack=a");

        var result = await AcceptedAsync(Request("enrol-1", token, "rack=b,floor=2"));

        using var certificate = X509Certificate2.CreateFromPem(result.Certificate);
        Assert.Equal("enrol-1", certificate.GetNameInfo(X509NameType.SimpleName, false));
        Assert.True(cloud.Services.GetRequiredService<CertificateAuthority>().Issued(certificate));
        Assert.Equal((cloud.Services.GetRequiredService<DesiredStateKey>().PublicKeyPem, cloud.Options.Mqtt.Port), (result.DesiredStateKey, result.MqttPort));
        var device = await cloud.Client.GetAsync("/v1/devices/enrol-1", WireJson.Default.DeviceView);
        Assert.Equal(["floor=2", "rack=a"], device.Labels.Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("hello", "token-malformed")]
    [InlineData("eo1.0123456789abcdef.secret.ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "token-unknown")]
    public async Task Enrol_WrongToken_IsRefused(string token, string kind) => await RefusedAsync(Request("enrol-2", token), 403, kind);

    [Fact]
    public async Task Enrol_UsedToken_IsRefused()
    {
        var token = await TokenAsync("rack=a");
        await AcceptedAsync(Request("enrol-3", token));

        await RefusedAsync(Request("enrol-4", token), 403, "token-used");
    }

    [Fact]
    public async Task Enrol_ExpiredToken_IsRefused()
    {
        var token = await TokenAsync("rack=a");
        await ExpireAsync(token);

        await RefusedAsync(Request("enrol-5", token), 403, "token-expired");
    }

    [Fact]
    public async Task Enrol_NameTakenOrRequestBad_IsRefusedAndTheTokenKept()
    {
        var token = await TokenAsync("rack=a");
        await cloud.EnrolAsync("enrol-taken", "site=enrol");

        await RefusedAsync(Request("enrol-taken", token), 409, "device-exists");
        await RefusedAsync(Request("enrol-6", token) with { CertificateRequest = "no request" }, 400, "invalid-certificate-request");
        await RefusedAsync(Request("enrol-6", token) with { CertificateRequest = Tampered() }, 400, "invalid-certificate-request");
        await RefusedAsync(Request("enrol-6", token, "bad key=x"), 400, "invalid-request", "labels.bad key");
        await AcceptedAsync(Request("enrol-6", token));
    }

    [Theory]
    [InlineData("", 400, "invalid-request")]
    [InlineData("null", 400, "invalid-request")]
    [InlineData("{\"device\":\"NOT A NAME\"}", 400, "invalid-request")]
    public async Task Enrol_BodyThatDoesNotParse_IsRefused(string body, int status, string kind)
    {
        using var content = new StringContent(body);
        using var response = await cloud.Anonymous.PostAsync(new Uri("/v1/enrol", UriKind.Relative), content, Cancellation);

        var problem = await response.ReadProblemAsync();
        Assert.Equal((status, $"problems/{kind}"), (problem.Status, problem.Type));
    }

    [Fact]
    public async Task Enrol_BodyTooLarge_IsRefused()
    {
        using var content = new ByteArrayContent(new byte[64 * 1024 + 1]);
        using var response = await cloud.Anonymous.PostAsync(new Uri("/v1/enrol", UriKind.Relative), content, Cancellation);

        Assert.Equal(413, (await response.ReadProblemAsync()).Status);
    }

    private static EnrolmentRequest Request(string device, string token, string labels = "floor=1")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var facts = new DeviceFacts(new Platform("linux", "amd64"), "1.0.0", "6.1", 1000, 1 << 30, 1 << 30);
        var parsed = labels.Split(',').Select(label => label.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return new EnrolmentRequest(token, DeviceId.Parse(device), new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequestPem(), parsed, facts);
    }

    // Asks for another name than the one that was signed: its signature does not hold.
    private static string Tampered()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=honest", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        var name = request.AsSpan().IndexOf("honest"u8);
        request[name] = (byte)'H';
        return PemEncoding.WriteString("CERTIFICATE REQUEST", request);
    }

    private async Task<string> TokenAsync(string label)
    {
        var pair = label.Split('=');
        var request = new JoinTokenRequest(1, new Duration(TimeSpan.FromHours(1)), new Dictionary<string, string> { [pair[0]] = pair[1] });
        using var response = await cloud.Client.PostAsJsonAsync("/v1/join-tokens", request, WireJson.Default.JoinTokenRequest, Cancellation);
        return (await response.ReadAsync(WireJson.Default.JoinTokenResult)).Token;
    }

    private async Task ExpireAsync(string token)
    {
        var id = token.Split('.')[1];
        var store = cloud.Services.GetRequiredService<IKeyedStore>();
        var stored = await store.GetAsync("join_tokens", id, Cancellation);
        var expired = ControlJson.Read<JoinTokenDocument>(stored!.Content) with { ExpiresAt = DateTimeOffset.UnixEpoch };
        await store.PutAsync([StoreWrite.Put("join_tokens", id, ControlJson.Write(expired))], Cancellation);
    }

    private async Task<EnrolmentResult> AcceptedAsync(EnrolmentRequest request)
    {
        using var response = await SendAsync(request);
        return await response.ReadAsync(WireJson.Default.EnrolmentResult);
    }

    private async Task RefusedAsync(EnrolmentRequest request, int status, string kind, string? path = null)
    {
        using var response = await SendAsync(request);

        var problem = await response.ReadProblemAsync();
        Assert.Equal((status, $"problems/{kind}"), (problem.Status, problem.Type));
        Assert.NotEmpty(problem.Detail);
        if (path is not null) Assert.Equal(path, Assert.Single(problem.Problems).Path);
        var token = request.Token.Split('.');
        if (token.Length > 2) Assert.DoesNotContain(token[2], problem.Detail, StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> SendAsync(EnrolmentRequest request)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(request, WireJson.Default.EnrolmentRequest)));
        return await cloud.Anonymous.PostAsync(new Uri("/v1/enrol", UriKind.Relative), content, Cancellation);
    }
}
