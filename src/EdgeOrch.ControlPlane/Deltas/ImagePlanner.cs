using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.ControlPlane.Broker;
using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Deltas;

/// <summary>Answers how a device gets an image: which layers it has, which come as deltas, which whole.</summary>
internal sealed class ImagePlanner(DesiredImages images, KnownLayers known, DeltaBuilder deltas, IOptions<DeltaOptions> options)
    : RpcHandler<ImagePlanRequest, ImagePlan>(
        RpcMethods.ImagePlan, RpcLane.Requests, WireJson.Default.ImagePlanRequest, WireJson.Default.ImagePlan)
{
    private const int MaxHeldLayers = 4096;
    private const int MaxRefusedDeltas = 1024;

    /// <inheritdoc/>
    protected override async Task<ImagePlan> HandleAsync(DeviceId device, ImagePlanRequest request, CancellationToken cancellation)
    {
        if (request.HeldLayers.Count > MaxHeldLayers) throw Refused("bad-request", $"heldLayers: {request.HeldLayers.Count}, at most {MaxHeldLayers}");
        if (request.RefusedDeltas.Count > MaxRefusedDeltas) throw Refused("bad-request", $"refusedDeltas: {request.RefusedDeltas.Count}, at most {MaxRefusedDeltas}");
        var image = await images.ReadAsync(device, request.Repository, request.Image, cancellation);
        var held = request.HeldLayers.ToHashSet();
        var bases = await known.FindAsync(held, cancellation);
        var layers = new List<LayerPlan>();
        for (var i = 0; i < image.Layers.Count; i++) layers.Add(await PlanAsync(image, i, held, bases, request.RefusedDeltas, cancellation));
        await known.AddAsync(image, cancellation);
        return new ImagePlan(image.Manifest, image.Config, layers);
    }

    private async Task<LayerPlan> PlanAsync(
        DesiredImage image, int index, HashSet<Digest> held, IReadOnlyList<KnownLayer> bases, IReadOnlyList<Digest> refused, CancellationToken cancellation)
    {
        var (diffId, full) = (image.DiffIds[index], image.Layers[index]);
        if (held.Contains(diffId)) return new LayerPlan(diffId, LayerSource.Present, null, full.Size);
        var whole = new LayerPlan(diffId, LayerSource.Full, full, full.Size);
        if (full.Size < options.Value.SmallestLayerBytes) return whole;
        var chosen = BaseChoice.Choose(bases, image.Repository, index, full.Size, options.Value.MaxBases);
        if (chosen.Count == 0 || await deltas.GetAsync(image, index, chosen, cancellation) is not { } delta || refused.Contains(delta.Digest)) return whole;
        return new LayerPlan(diffId, LayerSource.Delta, delta, full.Size);
    }
}
