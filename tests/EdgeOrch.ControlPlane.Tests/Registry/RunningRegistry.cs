using System.Diagnostics;
using EdgeOrch.ControlPlane.Registry;
using EdgeOrch.ControlPlane.Storage;
using EdgeOrch.ControlPlane.Storage.LiteDb;
using EdgeOrch.ControlPlane.Tests.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeOrch.ControlPlane.Tests.Registry;

/// <summary>The registry's endpoints on a loopback port, over a store of their own; every caller is let in.</summary>
public sealed class RunningRegistry : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private WebApplication _app = null!;

    /// <summary>Time as the registry sees it.</summary>
    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    public HttpClient Client { get; private set; } = null!;

    /// <summary>Host and port.</summary>
    public string Address { get; private set; } = "";

    internal OciRegistry Registry => _app.Services.GetRequiredService<OciRegistry>();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<IKeyedStore>(new LiteDbKeyedStore(
            new FolderStoreFiles(System.IO.Path.Combine(_folder.Path, "store")), NullLogger<LiteDbKeyedStore>.Instance));
        builder.Services.AddRegistry();
        builder.Services.Configure<RegistryOptions>(options => options.Folder = System.IO.Path.Combine(_folder.Path, "registry"));
        builder.Services.AddAuthorizationBuilder().AddPolicy(RegistryEndpoints.Policy, policy => policy.RequireAssertion(_ => true));
        _app = builder.Build();
        _app.UseAuthorization();
        _app.MapRegistry();
        await _app.StartAsync();
        var url = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Address = new Uri(url).Authority;
        Client = new HttpClient { BaseAddress = new Uri(url) };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Runs one of other people's programs in the fixture's folder; returns what it wrote, after checking that it succeeded.</summary>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.Path, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        await process.WaitForExitAsync(timeout.Token);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{await output}{await errors}");
        return await output;
    }

    /// <summary>A file in the fixture's folder.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(_folder.Path, name);
}
