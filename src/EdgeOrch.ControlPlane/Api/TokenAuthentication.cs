using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using EdgeOrch.ControlPlane.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Api;

/// <summary>Takes an operator's token as a bearer token (RFC 6750) or as the password of Basic authentication (RFC 7617).</summary>
internal sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0) return AuthenticateResult.NoResult();
        var name = await tokens.AuthenticateAsync(Token(header), Context.RequestAborted);
        if (name is null) return AuthenticateResult.Fail("the token is not valid here");
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var said = Request.Headers.Authorization.Count > 0 ? "the token is not valid here" : "a token is needed";
        if (Scheme.Name == TokenScheme.Registry)
        {
            // OCI distribution-spec v1.1, "Error Codes"; the realm makes docker, podman and skopeo ask for a password.
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Response.Headers.WWWAuthenticate = "Basic realm=\"edgeorch\"";
            Response.ContentType = "application/json";
            await Response.WriteAsync($$"""{"errors":[{"code":"UNAUTHORIZED","message":"{{said}}"}]}""", Context.RequestAborted);
            return;
        }
        Response.Headers.WWWAuthenticate = "Bearer";
        await ProblemResults.Result(StatusCodes.Status401Unauthorized, "unauthorized", "Not authenticated", $"{said}: send \"Authorization: Bearer TOKEN\"").ExecuteAsync(Context);
    }

    private static string? Token(string header)
    {
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return header[Bearer.Length..].Trim();
        if (!header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase)) return null;
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[Basic.Length..].Trim(), bytes, out var length)) return null;
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : pair[(colon + 1)..];
    }
}
