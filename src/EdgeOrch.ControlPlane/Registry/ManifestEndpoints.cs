using EdgeOrch.Contracts;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>Manifests and indexes, by tag or digest.</summary>
internal sealed class ManifestEndpoints(OciRegistry registry)
{
    public Task HandleAsync(HttpContext context, string repository, string reference) => context.Request.Method switch
    {
        "GET" or "HEAD" => ReadAsync(context, repository, reference),
        "PUT" => PutAsync(context, repository, reference),
        "DELETE" => DeleteAsync(context, repository, reference),
        _ => throw RegistryEndpoints.Unsupported(context),
    };

    private async Task ReadAsync(HttpContext context, string repository, string reference)
    {
        var manifest = await registry.ResolveAsync(repository, reference, context.RequestAborted) ?? throw RegistryException.ManifestUnknown(reference);
        context.Response.Headers["Docker-Content-Digest"] = manifest.Digest.ToString();
        context.Response.ContentType = manifest.MediaType;
        context.Response.ContentLength = manifest.Content.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await context.Response.Body.WriteAsync(manifest.Content, context.RequestAborted);
    }

    private async Task PutAsync(HttpContext context, string repository, string reference)
    {
        var content = await ReadBodyAsync(context);
        var (digest, subject) = await registry.PutManifestAsync(repository, reference, content, context.Request.ContentType, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/v2/{repository}/manifests/{digest}";
        context.Response.Headers["Docker-Content-Digest"] = digest.ToString();
        if (subject is { } refersTo) context.Response.Headers["OCI-Subject"] = refersTo.ToString();
    }

    private async Task DeleteAsync(HttpContext context, string repository, string reference)
    {
        await registry.DeleteManifestAsync(repository, reference, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (body.Length + read > Limits.ImageManifestBytes)
                throw new RegistryException(StatusCodes.Status413PayloadTooLarge, "SIZE_INVALID", $"manifest: larger than {Limits.ImageManifestBytes} bytes");
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }
}
