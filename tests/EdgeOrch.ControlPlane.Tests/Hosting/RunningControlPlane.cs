using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.ControlPlane.Devices;
using EdgeOrch.ControlPlane.Hosting;
using EdgeOrch.ControlPlane.Identity;
using EdgeOrch.ControlPlane.Tests.Storage;
using EdgeOrch.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeOrch.ControlPlane.Tests.Hosting;

/// <summary>The whole control plane in this process, as <c>edgeorch serve</c> puts it together: TLS, silo, LiteDB, broker and registry on loopback.</summary>
public sealed class RunningControlPlane : IAsyncLifetime
{
    private const long Gigabyte = 1L << 30;
    private readonly TemporaryFolder _folder = new();
    private readonly ServeOptions _options;
    private WebApplication _app = null!;

    public RunningControlPlane() => _options = new ServeOptions { Data = _folder.Path, Listen = FreeEndPoint(), Mqtt = FreeEndPoint() };

    /// <summary>Calls the API with the operator's token.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <summary>Calls the API without one.</summary>
    public HttpClient Anonymous { get; private set; } = null!;

    public string AdminToken { get; private set; } = "";

    public IServiceProvider Services => _app.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    internal ServeOptions Options => _options;

    public async ValueTask InitializeAsync()
    {
        _app = ControlPlaneHost.Build(_options, builder => builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance));
        var tokens = Services.GetRequiredService<ApiTokens>();
        await tokens.EnsureAdminAsync(TestContext.Current.CancellationToken);
        AdminToken = (await File.ReadAllTextAsync(tokens.AdminTokenPath, TestContext.Current.CancellationToken)).Trim();
        await _app.StartAsync(TestContext.Current.CancellationToken);
        (Client, Anonymous) = (CreateClient(AdminToken), CreateClient(null));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Anonymous.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A client that trusts the control plane's CA and nothing else.</summary>
    public HttpClient CreateClient(string? token)
    {
        var authority = Services.GetRequiredService<CertificateAuthority>().CertificatePem;
        var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, errors) => IsTrusted(certificate, errors, authority) };
        var client = new HttpClient(handler) { BaseAddress = new Uri($"https://localhost:{_options.Listen.Port}") };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Enrols a device of 2 processors and 1 GiB, unless told otherwise.</summary>
    public Task EnrolAsync(string id, string labels, string architecture = "amd64", long cpuMillicores = 2000, long memoryBytes = Gigabyte)
    {
        var facts = new DeviceFacts(new Platform("linux", architecture), "1.0.0", "6.1", cpuMillicores, memoryBytes, 10 * Gigabyte);
        var parsed = labels.Split(',').Select(label => label.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return Grains.GetGrain<IDeviceGrain>(id).EnrolAsync(new DeviceEnrolment(parsed, facts, $"fingerprint of {id}"));
    }

    private static IPEndPoint FreeEndPoint() => new(IPAddress.Loopback, FreePort.Next());

    private static bool IsTrusted(X509Certificate2? certificate, SslPolicyErrors errors, string authority)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return false;
        using var root = X509Certificate2.CreateFromPem(authority);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }
}
