using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;
using EdgeOrch.ControlPlane.Deployments;
using EdgeOrch.ControlPlane.Registry;
using EdgeOrch.Images;
using EdgeOrch.Images.Manifests;

namespace EdgeOrch.ControlPlane.Api;

/// <summary><c>/v1/images</c>: what is in the registry.</summary>
internal static class ImageRoutes
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/images", ListAsync).WithName("list-images").Produces<IReadOnlyList<ImageView>>();

    private static async Task<IResult> ListAsync(IRegistry registry, ImagePinner pinner, CancellationToken cancellation)
    {
        var views = new List<ImageView>();
        foreach (var tag in await registry.ListTagsAsync(cancellation))
        {
            if (await registry.ResolveAsync(tag.Repository, tag.Digest.ToString(), cancellation) is not { } manifest) continue;
            try
            {
                var platforms = pinner.Platforms(manifest);
                views.Add(new ImageView(tag.Repository, tag.Tag, tag.Digest, [.. platforms.Select(each => each.Platform)], await BytesAsync(registry, platforms, cancellation)));
            }
            catch (ImageException)
            {
                // A tag may point to an artifact that is no image: it is shown without platforms.
                views.Add(new ImageView(tag.Repository, tag.Tag, tag.Digest, [], manifest.Content.Length));
            }
        }
        return Results.Json(views, WireJson.Default.IReadOnlyListImageView);
    }

    private static async Task<long> BytesAsync(IRegistry registry, IReadOnlyList<Devices.PlatformImage> platforms, CancellationToken cancellation)
    {
        var sizes = new Dictionary<Digest, long>();
        foreach (var image in platforms.Select(each => each.Image))
        {
            if (await registry.ResolveAsync(image.Repository, image.Digest.ToString(), cancellation) is not { } stored) continue;
            var manifest = ImageDocuments.ParseManifest(stored.Content);
            sizes[stored.Digest] = stored.Content.Length;
            foreach (var blob in manifest.Layers.Append(manifest.Config)) sizes[blob.Digest] = blob.Size;
        }
        return sizes.Values.Sum();
    }
}
