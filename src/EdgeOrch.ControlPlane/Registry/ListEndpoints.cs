using System.Globalization;
using EdgeOrch.Contracts;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.ControlPlane.Registry;

/// <summary>Lists: tags, repositories, referrers.</summary>
internal sealed class ListEndpoints(RegistryIndex index)
{
    private const int MaxPage = 1000;

    public async Task TagsAsync(HttpContext context, string repository)
    {
        var tags = await index.TagsOfAsync(repository, context.RequestAborted).Select(tag => tag.Tag).ToListAsync(context.RequestAborted);
        if (tags.Count == 0 && !await KnowsAsync(repository, context.RequestAborted))
            throw new RegistryException(StatusCodes.Status404NotFound, "NAME_UNKNOWN", $"repository \"{repository}\": is not there");
        var page = Page(context, tags, $"/v2/{repository}/tags/list");
        await Results.Json(new RegistryBodies.TagList(repository, page), RegistryJson.Default.TagList).ExecuteAsync(context);
    }

    public async Task CatalogAsync(HttpContext context)
    {
        var repositories = await index.AllManifestsAsync(context.RequestAborted).Select(m => m.Repository).Distinct().ToListAsync(context.RequestAborted);
        await Results.Json(new RegistryBodies.RepositoryList(Page(context, repositories, "/v2/_catalog")), RegistryJson.Default.RepositoryList).ExecuteAsync(context);
    }

    public async Task ReferrersAsync(HttpContext context, string repository, Digest subject)
    {
        var wanted = context.Request.Query["artifactType"].ToString();
        var manifests = new List<Descriptor>();
        await foreach (var digest in index.ReferrersOfAsync(repository, subject, context.RequestAborted))
        {
            if (await index.FindManifestAsync(repository, digest, context.RequestAborted) is not { } record) continue;
            if (wanted.Length > 0 && record.ArtifactType != wanted) continue;
            manifests.Add(new Descriptor { MediaType = record.MediaType, Digest = digest, Size = record.Bytes, ArtifactType = record.ArtifactType, Annotations = record.Annotations });
        }

        if (wanted.Length > 0) context.Response.Headers["OCI-Filters-Applied"] = "artifactType";
        await Results.Json(new ReferrersIndex(2, MediaTypes.OciIndex, manifests), RegistryJson.Default.ReferrersIndex, MediaTypes.OciIndex).ExecuteAsync(context);
    }

    private ValueTask<bool> KnowsAsync(string repository, CancellationToken cancellation) =>
        index.AllManifestsAsync(cancellation).AnyAsync(m => m.Repository == repository, cancellation);

    // "n" and "last" of distribution-spec, "Listing Tags"; the next page is named in a Link header (RFC 5988).
    private static List<string> Page(HttpContext context, List<string> all, string path)
    {
        var query = context.Request.Query;
        var last = query["last"].ToString();
        var size = query["n"] is [{ } text]
            ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                ? Math.Min(n, MaxPage)
                : throw new RegistryException(StatusCodes.Status400BadRequest, "PAGINATION_NUMBER_INVALID", $"n \"{text}\": must be a number from 0")
            : MaxPage;
        var after = all.Order(StringComparer.Ordinal).Where(name => last.Length == 0 || string.CompareOrdinal(name, last) > 0).ToList();
        var page = after.Take(size).ToList();
        if (page.Count > 0 && page.Count < after.Count) context.Response.Headers.Link = $"<{path}?n={size}&last={Uri.EscapeDataString(page[^1])}>; rel=\"next\"";
        return page;
    }
}
