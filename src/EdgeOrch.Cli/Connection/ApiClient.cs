using System.Net.Http.Headers;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Cli.CommandLine;

namespace EdgeOrch.Cli.Connection;

/// <summary>Calls the control plane's REST API; every failure becomes a <see cref="CliException"/> that names the server and the cause.</summary>
internal sealed class ApiClient : IDisposable
{
    private const int MaxResponseBytes = 256 * 1024 * 1024;
    private const int MaxLineBytes = 1024 * 1024;
    private readonly HttpClient _http;

    public ApiClient(Endpoint endpoint, AuthenticationHeaderValue? authorization = null)
    {
        Server = endpoint.Server;
        _http = new HttpClient(Handler(endpoint.Authorities))
        {
            BaseAddress = endpoint.Server,
            Timeout = TimeSpan.FromSeconds(100),
            MaxResponseContentBufferSize = MaxResponseBytes,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("edgectl", CliVersion.Text));
        _http.DefaultRequestHeaders.Authorization =
            authorization ?? (endpoint.Token is { } token ? new AuthenticationHeaderValue("Bearer", token) : null);
    }

    public Uri Server { get; }

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel) =>
        ReadAsync(new HttpRequestMessage(HttpMethod.Get, path), type, cancel);

    public Task<TResult> SendAsync<T, TResult>(HttpMethod method, string path, T body, JsonTypeInfo<T> type, JsonTypeInfo<TResult> result, CancellationToken cancel) =>
        ReadAsync(new HttpRequestMessage(method, path) { Content = Json(body, type) }, result, cancel);

    public async Task SendAsync<T>(HttpMethod method, string path, T body, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using var response = await SendAsync(new HttpRequestMessage(method, path) { Content = Json(body, type) }, HttpCompletionOption.ResponseContentRead, cancel);
    }

    public Task<T> PostAsync<T>(string path, HttpContent content, JsonTypeInfo<T> type, CancellationToken cancel) =>
        ReadAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content }, type, cancel);

    public async Task DeleteAsync(string path, CancellationToken cancel)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Delete, path), HttpCompletionOption.ResponseContentRead, cancel);
    }

    /// <summary>Reads newline-delimited JSON, item by item as it arrives.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(string path, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), HttpCompletionOption.ResponseHeadersRead, cancel);
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var lines = new BoundedLines(stream, MaxLineBytes);
        while (await ReadLineAsync(lines, cancel) is { } line)
        {
            if (line.Length > 0) yield return Parse(line, path, type);
        }
    }

    /// <summary>Sends a request; a status other than those of success is thrown, unless it is <paramref name="alsoFine"/>.</summary>
    /// <exception cref="ApiException">The control plane refused.</exception>
    /// <exception cref="CliException">It cannot be reached.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancel, System.Net.HttpStatusCode? alsoFine = null)
    {
        using var sent = request;
        try
        {
            var response = await _http.SendAsync(request, completion, cancel);
            if (response.IsSuccessStatusCode || response.StatusCode == alsoFine) return response;
            using (response) throw await Refusal.ReadAsync(Server, request, response, cancel);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw Unreachable(e);
        }
    }

    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler Handler(X509Certificate2Collection? authorities)
    {
        var tls = new SslClientAuthenticationOptions();
        if (authorities is not null)
        {
            // Only the chain is ours to choose; SslStream goes on to check the host name.
            tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return new SocketsHttpHandler { SslOptions = tls, ConnectTimeout = TimeSpan.FromSeconds(10), AllowAutoRedirect = false, UseCookies = false };
    }

    private static ByteArrayContent Json<T>(T body, JsonTypeInfo<T> type) =>
        new(JsonSerializer.SerializeToUtf8Bytes(body, type)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private async Task<T> ReadAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        var path = request.RequestUri!.OriginalString;
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancel);
        return Parse(await response.Content.ReadAsByteArrayAsync(cancel), path, type);
    }

    private async Task<byte[]?> ReadLineAsync(BoundedLines lines, CancellationToken cancel)
    {
        try
        {
            return await lines.ReadAsync(cancel);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Unreachable(e);
        }
    }

    private T Parse<T>(byte[] json, string path, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new CliException($"{Root}: the answer to {path} is not what this edgectl ({CliVersion.Text}) understands: {e.Message}", e);
        }
    }

    private CliException Unreachable(Exception e) => new($"cannot reach {Root}: {Cause.Of(e)}", e);

    private string Root => Server.GetLeftPart(UriPartial.Authority);
}
