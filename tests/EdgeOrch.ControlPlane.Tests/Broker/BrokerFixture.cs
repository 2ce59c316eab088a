using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeOrch.Contracts;
using EdgeOrch.ControlPlane.Broker;
using EdgeOrch.ControlPlane.Identity;
using EdgeOrch.ControlPlane.Tests.Identity;
using EdgeOrch.Testing;
using EdgeOrch.Transport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EdgeOrch.ControlPlane.Tests.Broker;

/// <summary>The real broker on loopback with a CA of its own; grains that record.</summary>
internal sealed class BrokerFixture : IAsyncDisposable
{
    private readonly IdentityFolder _folder = new();
    private readonly IHost _host;

    private BrokerFixture(Action<IServiceCollection>? configure)
    {
        Port = FreePort.Next();
        (var factory, Grains) = RecordingGrains.Create();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(factory);
        builder.Services.AddSingleton<CertificateAuthority>();
        builder.Services.AddBroker();
        builder.Services.Configure<IdentityOptions>(o => o.Directory = _folder.Options.Directory);
        builder.Services.Configure<BrokerOptions>(o => (o.Port, o.ListenIPv4, o.ListenIPv6) = (Port, "127.0.0.1", null));
        configure?.Invoke(builder.Services);
        _host = builder.Build();
    }

    public int Port { get; }

    public RecordingGrains Grains { get; }

    public IDeviceLink Link => _host.Services.GetRequiredService<IDeviceLink>();

    public DeviceListener Listener => _host.Services.GetRequiredService<DeviceListener>();

    public DropCounter Drops => _host.Services.GetRequiredService<DropCounter>();

    public CertificateAuthority Authority => _host.Services.GetRequiredService<CertificateAuthority>();

    public static async Task<BrokerFixture> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var fixture = new BrokerFixture(configure);
        await fixture._host.StartAsync(TestContext.Current.CancellationToken);
        return fixture;
    }

    /// <summary>A certificate of our CA for this id, known to its grain when <paramref name="enrol"/>.</summary>
    public X509Certificate2 Certificate(string id, bool enrol = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        using var certificate = X509Certificate2.CreateFromPem(Authority.IssueDevice(DeviceId.Parse(id), request));
        if (enrol) Grains.Device(id).Certificates.Add(Fingerprint.Of(certificate));
        return certificate.CopyWithPrivateKey(key);
    }

    public DeviceSessionOptions SessionOptions(string id, X509Certificate2? certificate = null)
    {
        var own = certificate ?? Certificate(id);
        return new DeviceSessionOptions
        {
            Device = DeviceId.Parse(id),
            Host = "127.0.0.1",
            Port = Port,
            Authority = X509Certificate2.CreateFromPem(Authority.CertificatePem),
            Certificate = () => own,
            AppliedGeneration = () => 7,
            FirstRetry = TimeSpan.FromMilliseconds(100),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        _folder.Dispose();
    }
}
