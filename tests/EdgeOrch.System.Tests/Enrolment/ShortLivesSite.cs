using EdgeOrch.System.Tests.Programs;

namespace EdgeOrch.System.Tests.Enrolment;

/// <summary>A site whose certificates of devices, and one join token, live for the shortest time that a control plane gives: one minute.</summary>
public sealed class ShortLivesSite : Site
{
    private string ConfigFile => Path.Combine(Home, "edgeorch.json");

    /// <summary>Made when the site was, so that its minute passes while other things are tested.</summary>
    internal string ShortToken { get; private set; } = "";

    internal DateTimeOffset ShortTokenExpires { get; private set; }

    protected override IEnumerable<string> ControlPlaneOptions => ["--config", ConfigFile];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        ShortToken = (await EdgectlAsync("token", "create", "--ttl", "1m")).Succeeded().Trim();
        ShortTokenExpires = TimeProvider.System.GetUtcNow().AddMinutes(1);
    }

    protected override Task PrepareAsync() => File.WriteAllTextAsync(ConfigFile, """{ "identity": { "deviceCertificateLifetime": "1m" } }""");
}
