using System.Text;
using EdgeOrch.Agent.Link;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Desired;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.Transport;

namespace EdgeOrch.Agent.Tests.Pulling;

/// <summary>A control plane with images of one layer each, whose downloads a test can cut or corrupt.</summary>
internal sealed class FakeCloud : ICloud
{
    private const string LayerType = "application/vnd.oci.image.layer.v1.tar";
    private readonly Dictionary<Digest, FakeImage> _images = [];
    private volatile bool _connected = true;
    private int _asked;
    private readonly Dictionary<Digest, byte[]> _blobs = [];

    public FakeCloud() => First = AddImage(Tars.OneFile("hello", "world\n"));

    /// <summary>The image that is there from the beginning.</summary>
    public FakeImage First { get; }

    public Digest DiffId => First.DiffId;

    public BlobDescriptor Layer => First.Layer;

    public BlobDescriptor Config => First.Config;

    public BlobDescriptor Manifest => First.Manifest;

    public List<ImagePlanRequest> Plans { get; } = [];

    /// <summary>Makes of the honest plan what is answered.</summary>
    public Func<ImagePlanRequest, ImagePlan, ImagePlan> Answer { get; set; } = (_, plan) => plan;

    /// <summary>Changes what a download delivers; null delivers the blob.</summary>
    public Func<BlobSource, byte[], byte[]> Deliver { get; set; } = (_, bytes) => bytes;

    /// <summary>Bytes that were sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Batches of events that were sent; acknowledged as <see cref="Acknowledge"/> says.</summary>
    public List<EventBatch> Batches { get; } = [];

    /// <summary>Answers a batch, or throws.</summary>
    public Func<EventBatch, EventsAcknowledged> Acknowledge { get; set; } = batch => new EventsAcknowledged(batch.Events[^1].Sequence);

    /// <summary>Answers a request for a new certificate, or throws.</summary>
    public Func<CertificateRenewRequest, CertificateRenewResult> Renew { get; set; } = _ => throw new LinkException("not here");

    public bool IsConnected
    {
        get
        {
            Interlocked.Increment(ref _asked);
            return _connected;
        }
        set => _connected = value;
    }

    /// <summary>How often it was asked whether the link is up.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public BlobDescriptor Add(byte[] content, string mediaType)
    {
        var digest = Digest.Compute(content);
        _blobs[digest] = content;
        return new BlobDescriptor(digest, content.Length, mediaType);
    }

    /// <summary>Has a further image of one layer.</summary>
    /// <param name="tar">What the config says that the layer unpacks to.</param>
    /// <param name="blob">What is delivered as the layer, compressed by gzip; null: the tar itself.</param>
    public FakeImage AddImage(byte[] tar, byte[]? blob = null)
    {
        var diffId = Digest.Compute(tar);
        var layer = Add(blob ?? tar, blob is null ? LayerType : LayerType + "+gzip");
        var config = Add(Encoding.UTF8.GetBytes($$$"""
            {"architecture":"amd64","os":"linux","config":{"Cmd":["/hello"]},"rootfs":{"type":"layers","diff_ids":["{{{diffId}}}"]}}
            """), "application/vnd.oci.image.config.v1+json");
        var manifest = Add(Encoding.UTF8.GetBytes($$$"""
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
             "config":{"mediaType":"{{{config.MediaType}}}","digest":"{{{config.Digest}}}","size":{{{config.Size}}}},
             "layers":[{"mediaType":"{{{layer.MediaType}}}","digest":"{{{layer.Digest}}}","size":{{{layer.Size}}}}]}
            """), "application/vnd.oci.image.manifest.v1+json");
        return _images[manifest.Digest] = new FakeImage(manifest, config, layer, diffId);
    }

    public Task<ImagePlan> PlanImageAsync(ImagePlanRequest request, CancellationToken cancellation)
    {
        Plans.Add(request);
        var image = _images.GetValueOrDefault(request.Image, First);
        var layer = request.HeldLayers.Contains(image.DiffId)
            ? new LayerPlan(image.DiffId, LayerSource.Present, null, image.Layer.Size)
            : new LayerPlan(image.DiffId, LayerSource.Full, image.Layer, image.Layer.Size);
        return Task.FromResult(Answer(request, new ImagePlan(image.Manifest, image.Config, [layer])));
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

    public Task<EventsAcknowledged> SendEventsAsync(EventBatch batch, CancellationToken cancellation)
    {
        lock (Batches) Batches.Add(batch);
        return Answered(() => Acknowledge(batch));
    }

    public Task<CertificateRenewResult> RenewAsync(CertificateRenewRequest request, CancellationToken cancellation) => Answered(() => Renew(request));

    // As over a link: a refusal comes out of the task.
    private static async Task<T> Answered<T>(Func<T> answer)
    {
        await Task.Yield();
        return answer();
    }

    /// <summary>An image of one layer.</summary>
    internal sealed record FakeImage(BlobDescriptor Manifest, BlobDescriptor Config, BlobDescriptor Layer, Digest DiffId)
    {
        /// <summary>As a desired state names it.</summary>
        public ResolvedImage Resolved => new("shop/web", Manifest.Digest);
    }
}
