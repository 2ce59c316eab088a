using System.Globalization;
using EdgeOrch.Contracts;
using EdgeOrch.Images.Manifests;
using Microsoft.AspNetCore.Http.Features;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>Uploads of blobs: in one request, in chunks, or mounted from another repository.</summary>
internal sealed class UploadEndpoints(RegistryIndex index, BlobFiles blobs)
{
    public Task HandleAsync(HttpContext context, string repository, string id)
    {
        // Blobs have a limit of their own, kept while they are written.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        return (context.Request.Method, id.Length > 0) switch
        {
            ("POST", false) => BeginAsync(context, repository),
            ("GET", true) => StatusAsync(context, repository, id),
            ("PATCH", true) => AppendAsync(context, repository, id),
            ("PUT", true) => FinishAsync(context, repository, id),
            ("DELETE", true) => CancelAsync(context, id),
            _ => throw RegistryEndpoints.Unsupported(context),
        };
    }

    private async Task BeginAsync(HttpContext context, string repository)
    {
        var query = context.Request.Query;
        if (query["mount"] is [{ } mount] && await TryMountAsync(repository, RegistryNames.ParseDigest(mount), query["from"].ToString(), context.RequestAborted) is { } mounted)
        {
            Created(context, repository, mounted);
            return;
        }

        var id = blobs.Begin();
        if (query["digest"] is [{ } digest])
        {
            await FinishAsync(context, repository, id, RegistryNames.ParseDigest(digest));
            return;
        }

        Accepted(context, repository, id, 0);
    }

    private Task StatusAsync(HttpContext context, string repository, string id)
    {
        Accepted(context, repository, id, blobs.UploadLength(id) ?? throw Unknown(id));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task AppendAsync(HttpContext context, string repository, string id)
    {
        CheckRange(context, id);
        Accepted(context, repository, id, await blobs.AppendAsync(id, context.Request.Body, context.RequestAborted));
    }

    private Task FinishAsync(HttpContext context, string repository, string id)
    {
        CheckRange(context, id);
        return FinishAsync(context, repository, id, RegistryNames.ParseDigest(context.Request.Query["digest"]));
    }

    private async Task FinishAsync(HttpContext context, string repository, string id, Digest digest)
    {
        await blobs.AppendAsync(id, context.Request.Body, context.RequestAborted);
        await blobs.FinishAsync(id, digest, context.RequestAborted);
        await index.AddBlobAsync(repository, digest, context.RequestAborted);
        Created(context, repository, digest);
    }

    private Task CancelAsync(HttpContext context, string id)
    {
        if (blobs.UploadLength(id) is null) throw Unknown(id);
        blobs.Cancel(id);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task<Digest?> TryMountAsync(string repository, Digest digest, string from, CancellationToken cancellation)
    {
        if (!ImageReference.IsRepository(from) || !await index.HasBlobAsync(from, digest, cancellation) || !blobs.Touch(digest)) return null;
        await index.AddBlobAsync(repository, digest, cancellation);
        return digest;
    }

    // Content-Range here is "start-end" without a unit (distribution-spec, "Pushing a blob in chunks").
    private void CheckRange(HttpContext context, string id)
    {
        var have = blobs.UploadLength(id) ?? throw Unknown(id);
        var range = context.Request.Headers.ContentRange.ToString();
        if (range.Length == 0) return;
        var start = range.Split('-')[0];
        if (!long.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) || offset != have)
            throw new RegistryException(StatusCodes.Status416RangeNotSatisfiable, "BLOB_UPLOAD_INVALID", $"Content-Range \"{range}\": must begin at {have}");
    }

    private static RegistryException Unknown(string id) => new(StatusCodes.Status404NotFound, "BLOB_UPLOAD_UNKNOWN", $"upload \"{id}\": is not there");

    private static void Accepted(HttpContext context, string repository, string id, long length)
    {
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.Headers.Location = $"/v2/{repository}/blobs/uploads/{id}";
        context.Response.Headers["Docker-Upload-UUID"] = id;
        context.Response.Headers.Range = $"0-{Math.Max(0, length - 1)}";
    }

    private static void Created(HttpContext context, string repository, Digest digest)
    {
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/v2/{repository}/blobs/{digest}";
        context.Response.Headers["Docker-Content-Digest"] = digest.ToString();
    }
}
