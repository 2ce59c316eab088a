using System.Formats.Tar;
using System.Text;
using EdgeOrch.Agent.Link;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.Transport;

namespace EdgeOrch.Agent.Tests.Pulling;

/// <summary>A control plane with one image of one layer, whose downloads a test can cut or corrupt.</summary>
internal sealed class FakeCloud : ICloud
{
    public const string LayerType = "application/vnd.oci.image.layer.v1.tar";
    private readonly Dictionary<Digest, byte[]> _blobs = [];

    public FakeCloud()
    {
        var layer = Tar("hello", "world\n");
        DiffId = Digest.Compute(layer);
        Layer = Add(layer, LayerType);
        Config = Add(Encoding.UTF8.GetBytes($$$"""{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["{{{DiffId}}}"]}}"""), "application/vnd.oci.image.config.v1+json");
        Manifest = Add(Encoding.UTF8.GetBytes($$$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
             "config":{"mediaType":"{{{Config.MediaType}}}","digest":"{{{Config.Digest}}}","size":{{{Config.Size}}}},
             "layers":[{"mediaType":"{{{LayerType}}}","digest":"{{{Layer.Digest}}}","size":{{{Layer.Size}}}}]}
            """), "application/vnd.oci.image.manifest.v1+json");
    }

    public Digest DiffId { get; }

    public BlobDescriptor Layer { get; }

    public BlobDescriptor Config { get; }

    public BlobDescriptor Manifest { get; }

    public List<ImagePlanRequest> Plans { get; } = [];

    /// <summary>Makes of the honest plan what is answered.</summary>
    public Func<ImagePlanRequest, ImagePlan, ImagePlan> Answer { get; set; } = (_, plan) => plan;

    /// <summary>Changes what a download delivers; null delivers the blob.</summary>
    public Func<BlobSource, byte[], byte[]> Deliver { get; set; } = (_, bytes) => bytes;

    /// <summary>Bytes that were sent.</summary>
    public long Sent { get; private set; }

    public bool IsConnected => true;

    public BlobDescriptor Add(byte[] content, string mediaType)
    {
        var digest = Digest.Compute(content);
        _blobs[digest] = content;
        return new BlobDescriptor(digest, content.Length, mediaType);
    }

    public Task<ImagePlan> PlanImageAsync(ImagePlanRequest request, CancellationToken cancellation)
    {
        Plans.Add(request);
        var layer = request.HeldLayers.Contains(DiffId)
            ? new LayerPlan(DiffId, LayerSource.Present, null, Layer.Size)
            : new LayerPlan(DiffId, LayerSource.Full, Layer, Layer.Size);
        return Task.FromResult(Answer(request, new ImagePlan(Manifest, Config, [layer])));
    }

    public async Task DownloadAsync(BlobSource source, IBlobSink sink, CancellationToken cancellation)
    {
        var bytes = Deliver(source, _blobs[source.Blob.Digest]);
        var rest = bytes.AsMemory((int)sink.Offset);
        await sink.WriteAsync(sink.Offset, rest, cancellation);
        Sent += rest.Length;
        if (bytes.Length < source.Blob.Size) throw new LinkException("the link went down");
    }

    public Task ReportAsync(ReportedState state, CancellationToken cancellation) => throw new LinkException("not here");

    public Task<EventsAcknowledged> SendEventsAsync(EventBatch batch, CancellationToken cancellation) => throw new LinkException("not here");

    public Task<CertificateRenewResult> RenewAsync(CertificateRenewRequest request, CancellationToken cancellation) => throw new LinkException("not here");

    private static byte[] Tar(string name, string content)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
        return stream.ToArray();
    }
}
