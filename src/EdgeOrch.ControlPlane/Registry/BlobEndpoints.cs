using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>Blobs: <c>HEAD</c>, <c>GET</c> with ranges, and <c>DELETE</c> of a repository's link to one.</summary>
internal sealed class BlobEndpoints(RegistryIndex index, BlobFiles blobs)
{
    public async Task HandleAsync(HttpContext context, string repository, Digest digest)
    {
        var cancellation = context.RequestAborted;
        if (!await index.HasBlobAsync(repository, digest, cancellation)) throw RegistryException.BlobUnknown(digest.ToString());
        if (HttpMethods.IsDelete(context.Request.Method))
        {
            await index.RemoveBlobAsync(repository, digest, cancellation);
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)) throw RegistryEndpoints.Unsupported(context);
        if (!blobs.Touch(digest) || blobs.Open(digest) is not { } file) throw RegistryException.BlobUnknown(digest.ToString());
        context.Response.Headers["Docker-Content-Digest"] = digest.ToString();
        await Results.File(file, "application/octet-stream", enableRangeProcessing: true).ExecuteAsync(context);
    }
}
