using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using EdgeOrch.Agent.Enrolment;
using EdgeOrch.Agent.Running;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;

namespace EdgeOrch.Agent.Tests.Enrolment;

public sealed class EnrollerTests : IDisposable
{
    private static readonly DateTimeOffset Begin = TimeProvider.System.GetUtcNow().AddDays(-1);
    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;

    public EnrollerTests()
    {
        var request = new CertificateRequest("CN=test CA", _authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(Begin, Begin.AddYears(1));
    }

    [Fact]
    public async Task Join_RightServer_KeepsAKeyThatOnlyRootCanRead()
    {
        EnrolmentRequest? seen = null;
        var identity = await JoinAsync(request => (200, Json((seen = request)!)));
        Assert.Equal(0, (int)(File.GetUnixFileMode(_folder.Of("identity")) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)));
        Assert.Equal(identity, Store.Load());
        Assert.Equal("b", seen!.Labels["a"]);
        Assert.DoesNotContain("PRIVATE", seen.CertificateRequest, StringComparison.Ordinal);
        using var certificate = identity.LoadCertificate();
        Assert.True(certificate.HasPrivateKey);
        Assert.DoesNotContain("PRIVATE", identity.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_Again_SaysWhereItIsEnrolled()
    {
        await JoinAsync(request => (200, Json(request)));
        var e = await Assert.ThrowsAsync<EnrolmentException>(() => JoinAsync(request => (200, Json(request))));
        Assert.StartsWith("already enrolled as \"line-3\"", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_Refused_SaysTheReasonAndKeepsNothing()
    {
        var problem = new ProblemDocument("problems/token-used", "Refused", 403, "the token was used already", []);
        var e = await Assert.ThrowsAsync<EnrolmentException>(() => JoinAsync(_ => (403, JsonSerializer.Serialize(problem, WireJson.Default.ProblemDocument))));
        Assert.Equal("refused: the token was used already", e.Message);
        Assert.Null(Store.Load());
    }

    [Fact]
    public async Task Join_ServerOfAnotherCa_IsNotTrusted()
    {
        var e = await Assert.ThrowsAsync<EnrolmentException>(() => JoinAsync(request => (200, Json(request)), fingerprint: new string('0', 64)));
        Assert.Contains("its CA is not the one that the token names", e.Message, StringComparison.Ordinal);
        Assert.Null(Store.Load());
    }

    [Fact]
    public async Task Join_CertificateForAnotherHost_IsNotTrusted()
    {
        var e = await Assert.ThrowsAsync<EnrolmentException>(() => JoinAsync(request => (200, Json(request)), host: "elsewhere.example"));
        Assert.Contains("another host name", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_CertificateForAnotherKey_IsRefused()
    {
        using var other = CertificateRequests.NewKey();
        var stolen = CertificateRequests.Create(DeviceId.Parse("line-3"), other);
        var e = await Assert.ThrowsAsync<EnrolmentException>(() => JoinAsync(request => (200, Json(request with { CertificateRequest = stolen }))));
        Assert.Contains("another key", e.Message, StringComparison.Ordinal);
        Assert.Null(Store.Load());
    }

    [Fact]
    public async Task Join_NobodyAnswers_NamesTheServer()
    {
        var join = new JoinOptions(new Uri("https://127.0.0.1:1"), Token(null), DeviceId.Parse("line-3"), new Dictionary<string, string>());
        var e = await Assert.ThrowsAsync<EnrolmentException>(() => Enroller.JoinAsync(join, FactsReader.Read("/"), TestContext.Current.CancellationToken));
        Assert.StartsWith("server \"https://127.0.0.1:1/\"", e.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
        _authorityKey.Dispose();
    }

    private IdentityStore Store => new(new DataFolder(_folder.Path));

    private Enroller Enroller => new(Store, new EnrolmentClient(TimeSpan.FromSeconds(20)));

    private async Task<DeviceIdentity> JoinAsync(Func<EnrolmentRequest, (int Status, string Body)> answer, string? fingerprint = null, string host = "localhost")
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var certificate = Issue(host);
        var serving = ServeAsync(listener, certificate, answer);
        var server = new Uri($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}");
        var join = new JoinOptions(server, Token(fingerprint), DeviceId.Parse("line-3"), new Dictionary<string, string> { ["a"] = "b" });
        try
        {
            return await Enroller.JoinAsync(join, FactsReader.Read("/"), TestContext.Current.CancellationToken);
        }
        finally
        {
            listener.Stop();
            await serving.ContinueWith(_ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private JoinToken Token(string? fingerprint)
    {
        Assert.True(JoinToken.TryParse($"eo1.id.secret.{fingerprint ?? Convert.ToHexStringLower(SHA256.HashData(_authority.RawData))}", out var token));
        return token;
    }

    private async Task ServeAsync(TcpListener listener, X509Certificate2 certificate, Func<EnrolmentRequest, (int Status, string Body)> answer)
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync();
            await using var tls = new SslStream(client.GetStream());
            try
            {
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate });
                var (status, body) = await ReadAsync(tls) is { } request ? answer(request) : (200, _authority.ExportCertificatePem());
                await tls.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {status} X\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"));
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client did not trust us, as some tests want it.
            }
        }
    }

    // Null for GET /v1/authority.
    private static async Task<EnrolmentRequest?> ReadAsync(SslStream tls)
    {
        var text = "";
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var read = await tls.ReadAsync(buffer);
            if (read == 0) throw new IOException("the client went away");
            text += Encoding.UTF8.GetString(buffer, 0, read);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) continue;
            if (text.StartsWith("GET /v1/authority ", StringComparison.Ordinal)) return null;
            var length = int.Parse(text.Split("Content-Length: ")[1].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
            if (text.Length - end - 4 >= length) return JsonSerializer.Deserialize(text[(end + 4)..], WireJson.Default.EnrolmentRequest)!;
        }
    }

    private string Json(EnrolmentRequest request)
    {
        var csr = CertificateRequest.LoadSigningRequestPem(request.CertificateRequest, HashAlgorithmName.SHA256);
        using var issued = csr.Create(_authority, Begin, Begin.AddDays(90), [1, 2, 3]);
        return JsonSerializer.Serialize(
            new EnrolmentResult(request.Device, issued.ExportCertificatePem(), _authority.ExportCertificatePem(), _authorityKey.ExportSubjectPublicKeyInfoPem(), "localhost", 8883),
            WireJson.Default.EnrolmentResult);
    }

    private X509Certificate2 Issue(string host)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var issued = request.Create(_authority, Begin, Begin.AddDays(90), [9]);
        return issued.CopyWithPrivateKey(key);
    }
}
