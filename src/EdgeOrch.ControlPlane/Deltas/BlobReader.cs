using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.ControlPlane.Broker;
using EdgeOrch.ControlPlane.Registry;

namespace EdgeOrch.ControlPlane.Deltas;

/// <summary>Sends ranges of the blobs that make up a device's images, deltas included, and of no others.</summary>
internal sealed class BlobReader(DesiredImages images, DeltaStore deltas, IRegistry registry, IDeviceLink link)
    : RpcHandler<BlobReadRequest, BlobReadResult>(
        RpcMethods.BlobRead, RpcLane.Blobs, WireJson.Default.BlobReadRequest, WireJson.Default.BlobReadResult)
{
    private const int MaxLength = 4 * 1024 * 1024;
    private const int MinChunkBytes = 1024;
    private const int MaxTransferLength = 32;

    /// <inheritdoc/>
    protected override async Task<BlobReadResult> HandleAsync(DeviceId device, BlobReadRequest request, CancellationToken cancellation)
    {
        Check(request);
        var image = await images.ReadAsync(device, request.Repository, request.Image, cancellation);
        if (!await IsPartAsync(image, request.Blob, cancellation)) throw Refused("blob-unknown", $"blob \"{request.Blob}\" is no part of image \"{request.Image}\"");
        await using var blob = registry.OpenBlob(request.Blob) ?? throw Refused("blob-unknown", $"blob \"{request.Blob}\" is not in the registry");
        if (request.Offset > blob.Length) throw Refused("bad-request", $"offset: {request.Offset} is beyond the blob's {blob.Length} bytes");
        var sent = await SendAsync(device, request, blob, cancellation);
        return new BlobReadResult(sent, blob.Length);
    }

    private async Task<int> SendAsync(DeviceId device, BlobReadRequest request, Stream blob, CancellationToken cancellation)
    {
        blob.Position = request.Offset;
        var buffer = new byte[request.ChunkBytes];
        var sent = 0;
        while (sent < request.Length)
        {
            var wanted = Math.Min(buffer.Length, request.Length - sent);
            var read = await blob.ReadAtLeastAsync(buffer.AsMemory(0, wanted), wanted, throwOnEndOfStream: false, cancellation);
            if (read == 0) break;
            await link.PublishChunkAsync(device, request.Transfer, BlobChunk.Encode(request.Offset + sent, buffer.AsSpan(0, read)), cancellation);
            sent += read;
        }

        return sent;
    }

    private async Task<bool> IsPartAsync(DesiredImage image, Digest blob, CancellationToken cancellation) =>
        blob == image.Manifest.Digest || blob == image.Config.Digest || image.Layers.Any(l => l.Digest == blob)
        || (await deltas.BlobsAsync(image, cancellation)).Any(d => d.Digest == blob);

    private static void Check(BlobReadRequest request)
    {
        if (request.Transfer.Length is < 1 or > MaxTransferLength || !request.Transfer.All(char.IsAsciiLetterOrDigit))
            throw Refused("bad-request", $"transfer: must be 1 to {MaxTransferLength} letters and digits");
        if (!request.Blob.IsValid) throw Refused("bad-request", "blob: must be a digest");
        if (request.Offset < 0) throw Refused("bad-request", $"offset: {request.Offset} must not be negative");
        if (request.Length is < 1 or > MaxLength) throw Refused("bad-request", $"length: {request.Length} must be 1 to {MaxLength}");
        if (request.ChunkBytes is < MinChunkBytes or > Limits.ChunkBytes)
            throw Refused("bad-request", $"chunkBytes: {request.ChunkBytes} must be {MinChunkBytes} to {Limits.ChunkBytes}");
    }
}
