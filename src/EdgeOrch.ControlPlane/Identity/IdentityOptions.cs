namespace EdgeOrch.ControlPlane.Identity;

/// <summary>Keys, certificates and tokens of the control plane.</summary>
internal sealed class IdentityOptions
{
    /// <summary>The folder that holds ca.crt, ca.key, server.crt, server.key, desired-state.key and admin.token; made when missing. Default <c>/var/lib/edgeorch/identity</c>.</summary>
    public string Directory { get; set; } = "/var/lib/edgeorch/identity";

    /// <summary>Host names and IP addresses that the server certificate names; the first is what devices are told. Default <c>localhost</c>, <c>127.0.0.1</c>, <c>::1</c>.</summary>
    public IList<string> ServerNames { get; } = [];

    /// <summary>How long a device's certificate is valid. Default 90 days; 1 minute to 825 days.</summary>
    public TimeSpan DeviceCertificateLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long the server's certificate is valid; it is made anew at a start in its last third. Default 365 days; 1 hour to 825 days.</summary>
    public TimeSpan ServerCertificateLifetime { get; set; } = TimeSpan.FromDays(365);

    /// <summary>How long the CA is valid. Default 20 years; 1 day to 50 years.</summary>
    public TimeSpan AuthorityLifetime { get; set; } = TimeSpan.FromDays(20 * 365);

    /// <summary><see cref="ServerNames"/>, or their default when none is set.</summary>
    public IReadOnlyList<string> EffectiveServerNames => ServerNames.Count > 0 ? [.. ServerNames] : ["localhost", "127.0.0.1", "::1"];
}
