using System.Net.Security;
using EdgeOrch.ControlPlane.Api;
using EdgeOrch.ControlPlane.Broker;
using EdgeOrch.ControlPlane.Deltas;
using EdgeOrch.ControlPlane.Deployments;
using EdgeOrch.ControlPlane.Devices;
using EdgeOrch.ControlPlane.Enrolment;
using EdgeOrch.ControlPlane.Identity;
using EdgeOrch.ControlPlane.Registry;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace EdgeOrch.ControlPlane.Hosting;

/// <summary>Puts the control plane together: a table of contents.</summary>
internal static class ControlPlaneHost
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(20);

    /// <param name="options">What the operator decided.</param>
    /// <param name="configure">Changes what was put together, last; null changes nothing.</param>
    public static WebApplication Build(ServeOptions options, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        // Only the command line and the config file decide: nothing in the environment does.
        builder.Configuration.Sources.Clear();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddControlPlaneLogging(options);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddSingleton(TimeProvider.System);

        builder.Host.UseOrleans(silo => Silo.Configure(silo, options));
        builder.Services.Configure<IdentityOptions>(identity => Configure(identity, options)).Configure(options.Identity);
        builder.Services.AddIdentity();
        builder.Services.Configure<BrokerOptions>(broker => Configure(broker, options)).Configure(options.Broker);
        builder.Services.AddBroker();
        builder.Services.AddEnrolment();
        builder.Services.Configure<RegistryOptions>(registry => registry.Folder = Path.Combine(options.Data, "registry")).Configure(options.Registry);
        builder.Services.AddRegistry();
        builder.Services.Configure<DeltaOptions>(deltas => deltas.WorkDirectory = Path.Combine(options.Data, "deltas")).Configure(options.Deltas);
        builder.Services.AddDeltas();
        builder.Services.AddDeployments();
        builder.Services.AddDevices();
        builder.Services.AddApi();
        builder.Services.AddOptions<KestrelServerOptions>().Configure<CertificateAuthority>((kestrel, authority) => Configure(kestrel, authority, options));

        configure?.Invoke(builder);
        var app = builder.Build();
        app.UseApiFailures();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapRegistry();
        app.MapEnrolment();
        app.MapApi();
        return app;
    }

    private static void Configure(IdentityOptions identity, ServeOptions options)
    {
        identity.Directory = Path.Combine(options.Data, "identity");
        foreach (var name in options.HostNames) identity.ServerNames.Add(name);
    }

    private static void Configure(BrokerOptions broker, ServeOptions options)
    {
        var address = options.Mqtt.Address.ToString();
        var six = options.Mqtt.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        (broker.Port, broker.ListenIPv4, broker.ListenIPv6) = (options.Mqtt.Port, six ? null : address, six ? address : null);
        broker.PublicHost = options.HostNames.Count > 0 ? options.HostNames[0] : "localhost";
    }

    private static void Configure(KestrelServerOptions kestrel, CertificateAuthority authority, ServeOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(options.Listen, listen => listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = authority.Server }),
        }));
    }
}
