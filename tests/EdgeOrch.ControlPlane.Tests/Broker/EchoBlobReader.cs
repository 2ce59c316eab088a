using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.ControlPlane.Broker;

namespace EdgeOrch.ControlPlane.Tests.Broker;

/// <summary>Serves one blob's ranges; drops one chunk of the first request, once, when asked to.</summary>
internal sealed class EchoBlobReader(IDeviceLink link, byte[] blob, bool loseOne) : RpcHandler<BlobReadRequest, BlobReadResult>(
    RpcMethods.BlobRead, RpcLane.Blobs, WireJson.Default.BlobReadRequest, WireJson.Default.BlobReadResult)
{
    private bool _lose = loseOne;

    protected override async Task<BlobReadResult> HandleAsync(DeviceId device, BlobReadRequest request, CancellationToken cancellation)
    {
        var end = (int)Math.Min(blob.Length, request.Offset + request.Length);
        for (var offset = (int)request.Offset; offset < end; offset += request.ChunkBytes)
        {
            if (_lose && offset > 0)
            {
                _lose = false;
                continue;
            }

            var bytes = blob.AsSpan(offset, Math.Min(request.ChunkBytes, end - offset));
            await link.PublishChunkAsync(device, request.Transfer, BlobChunk.Encode(offset, bytes), cancellation);
        }

        return new BlobReadResult(end - (int)request.Offset, blob.Length);
    }
}
