using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using EdgeOrch.Contracts;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.ControlPlane.Tests.Registry;

/// <summary>OCI distribution-spec v1.1, request by request.</summary>
public sealed class RegistryEndpointsTests(RunningRegistry registry) : IClassFixture<RunningRegistry>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_InChunks_GoesOnWhereItStopped()
    {
        var content = Encoding.UTF8.GetBytes("first half, second half");
        var digest = Digest.Compute(content);
        var location = await BeginAsync("chunks/app");

        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(HttpMethod.Patch, location, content[..11], "0-10")).StatusCode);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, (await SendAsync(HttpMethod.Patch, location, content[..11], "0-10")).StatusCode);
        Assert.Equal("0-10", (await SendAsync(HttpMethod.Get, location)).Headers.GetValues("Range").Single());
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(HttpMethod.Patch, location, content[11..], "11-22")).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(HttpMethod.Put, $"{location}?digest={digest}")).StatusCode);

        Assert.Equal(content, await registry.Client.GetByteArrayAsync(new Uri($"/v2/chunks/app/blobs/{digest}", UriKind.Relative), Cancellation));
    }

    [Fact]
    public async Task Upload_WithAnotherDigest_IsRefusedAndLeavesNothing()
    {
        var wrong = Digest.Compute("something else"u8);
        var location = await BeginAsync("wrong/app");

        var response = await SendAsync(HttpMethod.Put, $"{location}?digest={wrong}", "content"u8.ToArray());

        Assert.Equal("DIGEST_INVALID", await ErrorAsync(response));
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Head, $"/v2/wrong/app/blobs/{wrong}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Get, location)).StatusCode);
    }

    [Fact]
    public async Task Blob_WithARange_IsReadInPart()
    {
        var digest = await PushBlobAsync("range/app", "0123456789"u8.ToArray());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v2/range/app/blobs/{digest}") { Headers = { Range = new RangeHeaderValue(2, 4) } };

        using var response = await registry.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal("234", await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Blob_OfAnotherRepository_IsNotThere()
    {
        var digest = await PushBlobAsync("mine/app", "mine"u8.ToArray());

        Assert.Equal("BLOB_UNKNOWN", await ErrorAsync(await SendAsync(HttpMethod.Get, $"/v2/theirs/app/blobs/{digest}")));
    }

    [Fact]
    public async Task Manifest_WhoseBlobIsMissing_IsRefused()
    {
        var response = await PutManifestAsync("missing/app", "v1", Manifest(Digest.Compute("config"u8), Digest.Compute("layer"u8)));

        Assert.Equal("MANIFEST_BLOB_UNKNOWN", await ErrorAsync(response));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"schemaVersion\":1}")]
    [InlineData("{\"schemaVersion\":2,\"mediaType\":\"text/plain\"}")]
    public async Task Manifest_ThatIsNone_IsRefused(string content) =>
        Assert.Equal("MANIFEST_INVALID", await ErrorAsync(await PutManifestAsync("none/app", "v1", Encoding.UTF8.GetBytes(content))));

    [Theory]
    [InlineData("/v2/UPPER/manifests/v1", "NAME_INVALID")]
    [InlineData("/v2/a//b/manifests/v1", "NAME_INVALID")]
    [InlineData("/v2/app/blobs/sha256:short", "DIGEST_INVALID")]
    [InlineData("/v2/app/manifests/v1", "MANIFEST_UNKNOWN")]
    [InlineData("/v2/app/nothing", "NAME_UNKNOWN")]
    public async Task Request_ThatNamesNothing_SaysWhy(string path, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{registry.Address}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));

        using var response = await registry.Client.SendAsync(request, Cancellation);

        Assert.Equal(code, await ErrorAsync(response));
    }

    [Fact]
    public async Task Referrers_OfASubject_AreListedByType()
    {
        var subject = await PushImageAsync("refer/app", "v1", "image");
        var config = await PushBlobAsync("refer/app", "{}"u8.ToArray());
        var artifact = Manifest(config, config, $$"""
            "artifactType":"application/example","subject":{"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{subject}}","size":1},
            """);

        var pushed = await PutManifestAsync("refer/app", Digest.Compute(artifact).ToString(), artifact);
        var found = JsonNode.Parse(await registry.Client.GetStringAsync(new Uri($"/v2/refer/app/referrers/{subject}?artifactType=application/example", UriKind.Relative), Cancellation))!;
        var others = JsonNode.Parse(await registry.Client.GetStringAsync(new Uri($"/v2/refer/app/referrers/{subject}?artifactType=application/other", UriKind.Relative), Cancellation))!;

        Assert.Equal(subject.ToString(), pushed.Headers.GetValues("OCI-Subject").Single());
        Assert.Equal(Digest.Compute(artifact).ToString(), (string?)found["manifests"]![0]!["digest"]);
        Assert.Empty(others["manifests"]!.AsArray());
    }

    [Fact]
    public async Task Tags_InPages_FollowTheLink()
    {
        foreach (var tag in (string[])["a", "b", "c"]) await PushImageAsync("pages/app", tag, "image");

        using var first = await registry.Client.GetAsync(new Uri("/v2/pages/app/tags/list?n=2", UriKind.Relative), Cancellation);
        var second = JsonNode.Parse(await registry.Client.GetStringAsync(new Uri("/v2/pages/app/tags/list?n=2&last=b", UriKind.Relative), Cancellation))!;

        Assert.Contains("last=b", first.Headers.GetValues("Link").Single(), StringComparison.Ordinal);
        Assert.Equal("c", (string?)Assert.Single(second["tags"]!.AsArray()));
    }

    [Fact]
    public async Task Collect_AfterAManifestIsDeleted_RemovesOnlyWhatNothingNeeds()
    {
        var gone = await PushImageAsync("collect/app", "gone", "only in the one that goes");
        await PushImageAsync("collect/app", "kept", "in the one that stays");
        await SendAsync(HttpMethod.Delete, $"/v2/collect/app/manifests/{gone}");

        await registry.Registry.CollectAsync(Cancellation);
        var young = registry.Registry.BlobBytes(Digest.Compute("only in the one that goes"u8));
        registry.Time.Advance(TimeSpan.FromHours(2));
        await registry.Registry.CollectAsync(Cancellation);

        Assert.NotNull(young);
        Assert.Null(registry.Registry.BlobBytes(Digest.Compute("only in the one that goes"u8)));
        Assert.NotNull(registry.Registry.BlobBytes(Digest.Compute("in the one that stays"u8)));
        Assert.NotNull(await registry.Registry.ResolveAsync("collect/app", "kept", Cancellation));
        Assert.Null(await registry.Registry.ResolveAsync("collect/app", "gone", Cancellation));
    }

    private async Task<Digest> PushImageAsync(string repository, string tag, string layer)
    {
        var config = await PushBlobAsync(repository, Encoding.UTF8.GetBytes($"{{\"tag\":\"{tag}\"}}"));
        var manifest = Manifest(config, await PushBlobAsync(repository, Encoding.UTF8.GetBytes(layer)));
        (await PutManifestAsync(repository, tag, manifest)).EnsureSuccessStatusCode();
        return Digest.Compute(manifest);
    }

    private async Task<Digest> PushBlobAsync(string repository, byte[] content)
    {
        var digest = Digest.Compute(content);
        var location = await BeginAsync(repository);
        (await SendAsync(HttpMethod.Put, $"{location}?digest={digest}", content)).EnsureSuccessStatusCode();
        return digest;
    }

    private async Task<string> BeginAsync(string repository) =>
        (await SendAsync(HttpMethod.Post, $"/v2/{repository}/blobs/uploads/")).EnsureSuccessStatusCode().Headers.Location!.ToString();

    private async Task<HttpResponseMessage> PutManifestAsync(string repository, string reference, byte[] content)
    {
        using var body = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(MediaTypes.OciManifest) } };
        return await registry.Client.PutAsync(new Uri($"/v2/{repository}/manifests/{reference}", UriKind.Relative), body, Cancellation);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, byte[]? content = null, string? range = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content is null ? null : new ByteArrayContent(content) };
        if (range is not null) request.Content!.Headers.TryAddWithoutValidation("Content-Range", range);
        return await registry.Client.SendAsync(request, Cancellation);
    }

    private static async Task<string?> ErrorAsync(HttpResponseMessage response) =>
        (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!["errors"]![0]!["code"];

    private static byte[] Manifest(Digest config, Digest layer, string more = "") => Encoding.UTF8.GetBytes(
        $$"""
        {"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}",{{more}}
         "config":{"mediaType":"{{MediaTypes.OciConfig}}","digest":"{{config}}","size":1},
         "layers":[{"mediaType":"{{MediaTypes.OciLayer}}","digest":"{{layer}}","size":1}]}
        """);
}
