using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Configuration;

namespace EdgeOrch.Cli.Connection;

/// <summary>A control plane, ready to be called: address, token and the certificates to trust.</summary>
/// <param name="Server">Its address, https.</param>
/// <param name="Token">The bearer token; null sends none.</param>
/// <param name="Authorities">The only certificates to trust; null trusts the system's.</param>
internal sealed record Endpoint(Uri Server, string? Token, X509Certificate2Collection? Authorities)
{
    private const int MaxTokenBytes = 4096;

    /// <exception cref="CliException">A part is missing, malformed or cannot be read.</exception>
    public static Endpoint Of(CliContext context)
    {
        var server = ParseServer(context.Server ?? throw new CliException($"context \"{context.Name}\": has no server; set one with edgectl config set-context"));
        var token = context.TokenFile is { } file ? ReadToken(file) : context.Token;
        if (token is not null && token.Any(c => c is <= ' ' or > '~')) throw new CliException("the bearer token must be printable ASCII without spaces");
        return new Endpoint(server, token, ReadAuthorities(context));
    }

    /// <exception cref="CliException">It is no https address.</exception>
    public static Uri ParseServer(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps || uri.AbsolutePath != "/" || uri.Query.Length > 0 || uri.UserInfo.Length > 0)
            throw new CliException($"server \"{text}\": must be https://HOST[:PORT]");
        return uri;
    }

    private static string ReadToken(string file)
    {
        var bytes = Files.Read(file, MaxTokenBytes, "token file");
        var token = System.Text.Encoding.UTF8.GetString(bytes).Trim();
        return token.Length > 0 ? token : throw new CliException($"token file \"{file}\": is empty");
    }

    private static X509Certificate2Collection? ReadAuthorities(CliContext context)
    {
        if (context.Authority is null && context.AuthorityData is null) return null;
        var name = context.Authority is { } file ? $"certificate authority \"{file}\"" : $"context \"{context.Name}\": certificateAuthorityData";
        var pem = context.Authority is { } path ? System.Text.Encoding.UTF8.GetString(Files.Read(path, Files.MaxPemBytes, "certificate authority")) : context.AuthorityData!;
        return ParseAuthorities(pem, name);
    }

    /// <exception cref="CliException">The text holds no certificate.</exception>
    public static X509Certificate2Collection ParseAuthorities(string pem, string name)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new CliException($"{name}: {e.Message}", e);
        }

        return certificates.Count > 0 ? certificates : throw new CliException($"{name}: holds no PEM certificate");
    }
}
