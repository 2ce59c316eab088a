using System.Net;
using System.Net.Http.Headers;
using System.Text;
using EdgeOrch.Cli.CommandLine;
using EdgeOrch.Cli.Connection;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.Cli.Images;

/// <summary>Pushes into one repository: OCI distribution-spec v1.1, "Push".</summary>
internal sealed class RegistryClient(Endpoint endpoint, string repository) : IDisposable
{
    private const int ChunkBytes = 4 * 1024 * 1024;
    private readonly ApiClient _api = new(endpoint, Basic(endpoint.Token));

    public async Task<bool> HasBlobAsync(Descriptor blob, CancellationToken cancel)
    {
        using var response = await SendAsync(HttpMethod.Head, $"/v2/{repository}/blobs/{blob.Digest}", null, cancel, HttpStatusCode.NotFound);
        return response.StatusCode != HttpStatusCode.NotFound;
    }

    /// <summary>Uploads a blob chunk by chunk; <paramref name="sent"/> is told the bytes of each.</summary>
    public async Task UploadAsync(Descriptor blob, Stream content, Action<long> sent, CancellationToken cancel)
    {
        var location = Location(await SendAsync(HttpMethod.Post, $"/v2/{repository}/blobs/uploads/", new ByteArrayContent([]), cancel));
        var buffer = new byte[ChunkBytes];
        long offset = 0;
        while (await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel) is > 0 and var read)
        {
            var chunk = new ByteArrayContent(buffer, 0, read);
            chunk.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            // Not the range of RFC 9110: the specification wants "first-last" alone.
            chunk.Headers.TryAddWithoutValidation("Content-Range", FormattableString.Invariant($"{offset}-{offset + read - 1}"));
            location = Location(await SendAsync(HttpMethod.Patch, location, chunk, cancel));
            offset += read;
            sent(read);
        }

        var separator = location.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        using var done = await SendAsync(HttpMethod.Put, $"{location}{separator}digest={Uri.EscapeDataString(blob.Digest.ToString())}", new ByteArrayContent([]), cancel);
    }

    public async Task PutManifestAsync(string reference, string mediaType, byte[] manifest, CancellationToken cancel)
    {
        var content = new ByteArrayContent(manifest);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        using var response = await SendAsync(HttpMethod.Put, $"/v2/{repository}/manifests/{reference}", content, cancel);
    }

    public void Dispose() => _api.Dispose();

    private static AuthenticationHeaderValue? Basic(string? token) =>
        token is null ? null : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"edgectl:{token}")));

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancel, HttpStatusCode? alsoFine = null) =>
        _api.SendAsync(new HttpRequestMessage(method, path) { Content = content }, HttpCompletionOption.ResponseContentRead, cancel, alsoFine);

    private string Location(HttpResponseMessage response)
    {
        using (response)
        {
            var location = response.Headers.Location ?? throw new CliException($"{_api.Server}: the registry named no place for the upload");
            var next = new Uri(_api.Server, location);
            // The token is for this server alone.
            if (next.Authority != _api.Server.Authority || next.Scheme != _api.Server.Scheme) throw new CliException($"{_api.Server}: the registry points the upload to another server, {next.Authority}");
            return next.PathAndQuery;
        }
    }
}
