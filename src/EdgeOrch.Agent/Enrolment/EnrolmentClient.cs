using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.Transport;

namespace EdgeOrch.Agent.Enrolment;

/// <summary>Talks <c>POST /v1/enrol</c> with a server whose CA the join token names.</summary>
internal sealed class EnrolmentClient(TimeSpan timeout)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Asks to be enrolled. The token is sent only to a server whose certificate comes from the CA that it names.</summary>
    /// <exception cref="EnrolmentException">Not reachable, not the control plane that the token names, or refused.</exception>
    public async Task<EnrolmentResult> EnrolAsync(JoinOptions join, EnrolmentRequest request, CancellationToken cancellation)
    {
        using var authority = await FetchAuthorityAsync(join, cancellation);
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.EnrolmentRequest));
        content.Headers.ContentType = Json;
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(join.Server, "/v1/enrol")) { Content = content };
        var (status, body) = await SendAsync(join, message, (certificate, chain, errors) => ServerTrust.Accepts(authority, certificate, chain, errors), cancellation);
        return status is >= 200 and < 300 ? Read(body) : throw Refused(status, body);
    }

    // A server's chain leaves its root out (RFC 5246 §7.4.2 allows it, and .NET does it), so the CA has to be asked for.
    // Whoever answers: only the certificate that the token's fingerprint names is taken.
    private async Task<X509Certificate2> FetchAuthorityAsync(JoinOptions join, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(join.Server, "/v1/authority"));
        var (status, body) = await SendAsync(join, message, (_, _, _) => true, cancellation);
        if (status != 200) throw new EnrolmentException($"server \"{join.Server}\": is no EdgeOrch control plane (HTTP status {status})");
        X509Certificate2 authority;
        try
        {
            authority = X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(body));
        }
        catch (System.Security.Cryptography.CryptographicException e)
        {
            throw new EnrolmentException($"server \"{join.Server}\": its CA certificate cannot be read: {e.Message}", e);
        }

        if (join.Token.Names(authority)) return authority;
        authority.Dispose();
        throw new EnrolmentException($"server \"{join.Server}\": its CA is not the one that the token names; check the address and the token");
    }

    private async Task<(int Status, byte[] Body)> SendAsync(
        JoinOptions join, HttpRequestMessage message, Func<X509Certificate?, X509Chain?, SslPolicyErrors, bool> trusts, CancellationToken cancellation)
    {
        var refusal = "";
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        handler.SslOptions.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            if (trusts(certificate, chain, errors)) return true;
            refusal = (errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0
                ? "its certificate is for another host name"
                : "its certificate does not come from the CA that the token names";
            return false;
        };
        using var client = new HttpClient(handler) { Timeout = timeout, MaxResponseContentBufferSize = Limits.MessageBytes };
        try
        {
            using var response = await client.SendAsync(message, cancellation);
            return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (HttpRequestException e)
        {
            var cause = e.InnerException is AuthenticationException && refusal.Length > 0 ? refusal : e.InnerException?.Message ?? e.Message;
            throw new EnrolmentException($"server \"{join.Server}\": {cause}", e);
        }
        catch (TaskCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new EnrolmentException($"server \"{join.Server}\": no answer within {timeout.TotalSeconds:0} s", e);
        }
    }

    private static EnrolmentResult Read(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, WireJson.Default.EnrolmentResult) ?? throw new JsonException("the answer is null");
        }
        catch (JsonException e)
        {
            throw new EnrolmentException($"the control plane's answer cannot be read: {e.Message}", e);
        }
    }

    private static EnrolmentException Refused(int status, byte[] body)
    {
        try
        {
            if (JsonSerializer.Deserialize(body, WireJson.Default.ProblemDocument) is { } problem)
            {
                var details = string.Join("; ", problem.Problems.Select(p => p.ToString()));
                return new EnrolmentException($"refused: {(details.Length > 0 ? details : problem.Detail)}");
            }
        }
        catch (JsonException)
        {
            // Something else than our API answered; its status is all there is to say.
        }

        return new EnrolmentException($"refused with HTTP status {status}");
    }
}
