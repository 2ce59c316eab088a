using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Tests.Hosting;

/// <summary>Pushes small images over the registry's HTTP endpoints.</summary>
internal static class PushedImage
{
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string IndexType = "application/vnd.oci.image.index.v1+json";

    // A tar of no entries.
    private static readonly byte[] EmptyTar = new byte[1024];

    /// <summary>Pushes an image of one empty layer for one architecture; returns its digest.</summary>
    public static async Task<Digest> PushAsync(HttpClient client, string repository, string tag, string architecture)
    {
        var (manifest, _) = await PushPartsAsync(client, repository, architecture, EmptyTar);
        return await PutManifestAsync(client, repository, tag, ManifestType, manifest);
    }

    /// <summary>Pushes an image for amd64 of these tars; returns its digest.</summary>
    public static async Task<Digest> PushLayersAsync(HttpClient client, string repository, string tag, params byte[][] layers)
    {
        var (manifest, _) = await PushPartsAsync(client, repository, "amd64", layers);
        return await PutManifestAsync(client, repository, tag, ManifestType, manifest);
    }

    /// <summary>Pushes an index of images for several architectures.</summary>
    public static async Task PushIndexAsync(HttpClient client, string repository, string tag, params string[] architectures)
    {
        var entries = new List<string>();
        foreach (var architecture in architectures)
        {
            var (manifest, digest) = await PushPartsAsync(client, repository, architecture, EmptyTar);
            await PutManifestAsync(client, repository, digest.ToString(), ManifestType, manifest);
            entries.Add(string.Create(CultureInfo.InvariantCulture, $$$"""{"mediaType":"{{{ManifestType}}}","digest":"{{{digest}}}","size":{{{manifest.Length}}},"platform":{"os":"linux","architecture":"{{{architecture}}}"}}"""));
        }
        var index = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{IndexType}}","manifests":[{{string.Join(',', entries)}}]}""");
        await PutManifestAsync(client, repository, tag, IndexType, index);
    }

    private static async Task<(byte[] Manifest, Digest Digest)> PushPartsAsync(HttpClient client, string repository, string architecture, params byte[][] layers)
    {
        var diffIds = string.Join(',', layers.Select(layer => $"\"{Digest.Compute(layer)}\""));
        var config = Encoding.UTF8.GetBytes($$$"""{"architecture":"{{{architecture}}}","os":"linux","rootfs":{"type":"layers","diff_ids":[{{{diffIds}}}]}}""");
        foreach (var blob in layers.Append(config)) await PushBlobAsync(client, repository, blob);
        var manifest = Encoding.UTF8.GetBytes($$"""
            {"schemaVersion":2,"mediaType":"{{ManifestType}}","config":{{Descriptor("application/vnd.oci.image.config.v1+json", config)}},
             "layers":[{{string.Join(',', layers.Select(layer => Descriptor("application/vnd.oci.image.layer.v1.tar", layer)))}}]}
            """);
        return (manifest, Digest.Compute(manifest));
    }

    private static string Descriptor(string type, byte[] content) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"mediaType":"{{type}}","digest":"{{Digest.Compute(content)}}","size":{{content.Length}}}""");

    private static async Task PushBlobAsync(HttpClient client, string repository, byte[] blob)
    {
        using var content = new ByteArrayContent(blob);
        using var response = await client.PostAsync(new Uri($"/v2/{repository}/blobs/uploads/?digest={Digest.Compute(blob)}", UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
    }

    private static async Task<Digest> PutManifestAsync(HttpClient client, string repository, string reference, string type, byte[] manifest)
    {
        using var content = new ByteArrayContent(manifest);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var response = await client.PutAsync(new Uri($"/v2/{repository}/manifests/{reference}", UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
        return Digest.Compute(manifest);
    }
}
