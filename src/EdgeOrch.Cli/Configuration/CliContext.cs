namespace EdgeOrch.Cli.Configuration;

/// <summary>How to reach one control plane.</summary>
internal sealed record CliContext
{
    /// <summary>Its name in the config file.</summary>
    public required string Name { get; init; }

    /// <summary>The control plane, <c>https://HOST:PORT</c>; null when not set yet.</summary>
    public string? Server { get; init; }

    /// <summary>The bearer token itself; null when it lies in <see cref="TokenFile"/>.</summary>
    public string? Token { get; init; }

    /// <summary>Absolute path of the file that holds the bearer token.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Absolute path of the CA certificates to trust, PEM; null with no <see cref="AuthorityData"/> trusts the system's.</summary>
    public string? Authority { get; init; }

    /// <summary>The CA certificates themselves, PEM.</summary>
    public string? AuthorityData { get; init; }
}
