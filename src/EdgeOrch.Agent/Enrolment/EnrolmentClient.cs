using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;

namespace EdgeOrch.Agent.Enrolment;

/// <summary>Talks <c>POST /v1/enrol</c> with a server whose CA the join token names.</summary>
internal sealed class EnrolmentClient(TimeSpan timeout)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Asks to be enrolled.</summary>
    /// <exception cref="EnrolmentException">Not reachable, not the control plane that the token names, or refused.</exception>
    public async Task<EnrolmentResult> EnrolAsync(JoinOptions join, EnrolmentRequest request, CancellationToken cancellation)
    {
        var (client, verdict) = Connect(join.Token);
        using (client)
        {
            try
            {
                using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.EnrolmentRequest));
                content.Headers.ContentType = Json;
                using var response = await client.PostAsync(new Uri(join.Server, "/v1/enrol"), content, cancellation);
                var body = await response.Content.ReadAsByteArrayAsync(cancellation);
                return response.IsSuccessStatusCode ? Read(body) : throw Refused((int)response.StatusCode, body);
            }
            catch (HttpRequestException e) when (e.InnerException is AuthenticationException && !verdict.Trusted)
            {
                throw new EnrolmentException($"server \"{join.Server}\": {verdict.Reason}", e);
            }
            catch (HttpRequestException e)
            {
                throw new EnrolmentException($"server \"{join.Server}\": {e.InnerException?.Message ?? e.Message}", e);
            }
            catch (TaskCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                throw new EnrolmentException($"server \"{join.Server}\": no answer within {timeout.TotalSeconds:0} s", e);
            }
        }
    }

    private (HttpClient Client, Verdict Verdict) Connect(JoinToken token)
    {
        var verdict = new Verdict();
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        handler.SslOptions.CertificateRevocationCheckMode = X509RevocationMode.NoCheck;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            verdict.Trusted = ServerTrust.ByToken(token, certificate, chain, errors);
            verdict.Reason = (errors & System.Net.Security.SslPolicyErrors.RemoteCertificateNameMismatch) != 0
                ? "its certificate is for another host name"
                : "its certificate does not come from the CA that the token names; check the address and the token";
            return verdict.Trusted;
        };
        return (new HttpClient(handler) { Timeout = timeout, MaxResponseContentBufferSize = Limits.MessageBytes }, verdict);
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

    private sealed class Verdict
    {
        public bool Trusted { get; set; }

        public string Reason { get; set; } = "";
    }
}
