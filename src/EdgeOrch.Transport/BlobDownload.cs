using System.Security.Cryptography;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Transport;

/// <summary>Pulls one blob: asks for ranges, takes their chunks in order, and goes on where the sink is after a loss.</summary>
/// <remarks>Never more than the window is in memory. The blob's digest is for the caller to check.</remarks>
public sealed class BlobDownload
{
    // Failures in a row without one new byte before the download gives up; a lost link is waited for and does not count.
    private const int MaxFailures = 5;

    private readonly DeviceSession _session;
    private readonly BlobDownloadOptions _options;

    /// <summary>Prepares downloads over a session.</summary>
    public BlobDownload(DeviceSession session, BlobDownloadOptions? options = null) => (_session, _options) = (session, options ?? new BlobDownloadOptions());

    /// <summary>Pulls what the sink lacks of a blob; completes when the sink is at the blob's end.</summary>
    /// <param name="source">The blob and the image it belongs to.</param>
    /// <param name="sink">Where the bytes go.</param>
    /// <param name="cancellation">Ends the download; the sink keeps what it has.</param>
    /// <exception cref="RpcException">The cloud refuses the blob.</exception>
    /// <exception cref="IOException">It failed repeatedly without one new byte, or the blob's length is not what was said.</exception>
    public async Task RunAsync(BlobSource source, IBlobSink sink, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(sink);
        var failures = 0;
        while (sink.Offset < source.Blob.Size)
        {
            var before = sink.Offset;
            try
            {
                await _session.WaitConnectedAsync(cancellation);
                await AttemptAsync(source, sink, cancellation);
            }
            catch (LinkException) when (!cancellation.IsCancellationRequested)
            {
                await Task.Delay(_options.RetryAfter, _session.Time, cancellation);
                continue;
            }
            catch (Exception e) when (IsRetryable(e) && (sink.Offset > before || ++failures < MaxFailures))
            {
                if (sink.Offset > before) failures = 0;
                await Task.Delay(_options.RetryAfter, _session.Time, cancellation);
            }
        }
    }

    private static bool IsRetryable(Exception e) => e is TimeoutException or GapException || e is RpcException { Error.Retryable: true };

    private async Task AttemptAsync(BlobSource source, IBlobSink sink, CancellationToken cancellation)
    {
        // A new name for each attempt: chunks of the one before, still on their way, find nobody.
        var transfer = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var incoming = new ChunkQueue(_options.Window, cause => _session.Drop(Topics.Blob(_session.Device, transfer), cause));
        _session.AddTransfer(transfer, incoming.Offer);
        try
        {
            await TransferAsync(source, sink, transfer, incoming, ended.Token);
        }
        finally
        {
            await ended.CancelAsync();
            _session.RemoveTransfer(transfer);
        }
    }

    private async Task TransferAsync(BlobSource source, IBlobSink sink, string transfer, ChunkQueue incoming, CancellationToken cancellation)
    {
        var requested = sink.Offset;
        var outstanding = 0;
        // The last request's end comes after its last chunk; whoever left before would find it unasked for, and would not learn of an error.
        while (sink.Offset < source.Blob.Size || outstanding > 0)
        {
            // 1. Keep the window full.
            while (outstanding < _options.Outstanding && requested < source.Blob.Size)
            {
                var length = (int)Math.Min(_options.RequestBytes, source.Blob.Size - requested);
                _ = AskAsync(source, transfer, requested, length, incoming, cancellation);
                requested += length;
                outstanding++;
            }

            if (outstanding == 0) throw new GapException($"blob \"{source.Blob.Digest}\": chunks after byte {sink.Offset} were lost");
            // 2. Take what comes next: a chunk, or the end of a request, which comes after its chunks.
            var next = await incoming.ReadAsync(cancellation);
            if (next.End is { } end)
            {
                outstanding--;
                var result = await end;
                if (result.BlobBytes != source.Blob.Size)
                    throw new IOException($"blob \"{source.Blob.Digest}\": has {result.BlobBytes} bytes, the plan said {source.Blob.Size}");
            }
            else if (next.Offset == sink.Offset && next.Bytes.Length <= source.Blob.Size - next.Offset)
            {
                await sink.WriteAsync(next.Offset, next.Bytes, cancellation);
            }
            else
            {
                _session.Drop(Topics.Blob(_session.Device, transfer), $"chunk at {next.Offset} where {sink.Offset} was awaited");
            }
        }
    }

    private async Task AskAsync(BlobSource source, string transfer, long offset, int length, ChunkQueue incoming, CancellationToken cancellation)
    {
        var request = new BlobReadRequest(transfer, source.Repository, source.Image, source.Blob.Digest, offset, length, _options.ChunkBytes);
        var response = _session.RequestAsync(
            RpcMethods.BlobRead, request, WireJson.Default.BlobReadRequest, WireJson.Default.BlobReadResult, _options.Timeout, cancellation);
        await ((Task)response).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        incoming.End(response);
    }
}
