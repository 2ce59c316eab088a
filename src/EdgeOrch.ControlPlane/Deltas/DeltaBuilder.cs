using System.Collections.Concurrent;
using System.Security.Cryptography;
using EdgeOrch.Contracts;
using EdgeOrch.ControlPlane.Registry;
using EdgeOrch.Images;
using EdgeOrch.Images.Deltas;
using EdgeOrch.Images.Layers;
using Microsoft.Extensions.Options;

namespace EdgeOrch.ControlPlane.Deltas;

/// <summary>Makes deltas: one job for the same bases and target, however many devices ask; a few jobs at a time.</summary>
internal sealed partial class DeltaBuilder : IDisposable
{
    private const int MaxRemembered = 10_000;

    private readonly IRegistry _registry;
    private readonly DeltaStore _store;
    private readonly DeltaOptions _options;
    private readonly ILogger<DeltaBuilder> _logger;
    private readonly SemaphoreSlim _slots;
    private readonly DiskBudget _disk;
    private readonly ConcurrentDictionary<string, Lazy<Task<BlobDescriptor?>>> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _useless = new(StringComparer.Ordinal);

    /// <summary>Empties the work folder of what a killed run left.</summary>
    public DeltaBuilder(IRegistry registry, DeltaStore store, IOptions<DeltaOptions> options, ILogger<DeltaBuilder> logger)
    {
        (_registry, _store, _options, _logger) = (registry, store, options.Value, logger);
        (_slots, _disk) = (new SemaphoreSlim(_options.ParallelJobs), new DiskBudget(_options.WorkBytes));
        if (Directory.Exists(_options.WorkDirectory)) Directory.Delete(_options.WorkDirectory, recursive: true);
        Directory.CreateDirectory(_options.WorkDirectory);
    }

    /// <summary>The delta for a layer, made now or found; null when none is worth it or it could not be made.</summary>
    /// <param name="image">The image.</param>
    /// <param name="layer">The layer's place in it.</param>
    /// <param name="bases">Layers to copy from.</param>
    /// <param name="cancellation">Ends the wait; the job goes on, for whoever asks next.</param>
    public async Task<BlobDescriptor?> GetAsync(DesiredImage image, int layer, IReadOnlyList<KnownLayer> bases, CancellationToken cancellation)
    {
        Digest[] diffIds = [.. bases.Select(b => b.DiffId)];
        var key = $"{image.Repository}@{image.Manifest.Digest} {image.DiffIds[layer]} {string.Join(',', diffIds)}";
        if (_useless.ContainsKey(key)) return null;
        if (await _store.FindAsync(image, image.DiffIds[layer], diffIds, cancellation) is { } found) return found;
        var job = _running.GetOrAdd(key, k => new Lazy<Task<BlobDescriptor?>>(() => Task.Run(() => RunAsync(k, image, layer, bases))));
        return await job.Value.WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private async Task<BlobDescriptor?> RunAsync(string key, DesiredImage image, int layer, IReadOnlyList<KnownLayer> bases)
    {
        await _slots.WaitAsync();
        var folder = Path.Combine(_options.WorkDirectory, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        var share = new DiskShare(_disk);
        try
        {
            Directory.CreateDirectory(folder);
            return await MakeAsync(key, image, layer, bases, folder, share);
        }
        catch (Exception e) when (e is ImageException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // The device gets the whole layer; a delta only ever saves.
            LogFailed(image.DiffIds[layer], image.Repository, e);
            return null;
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            share.Dispose();
            _running.TryRemove(key, out _);
            _slots.Release();
        }
    }

    private async Task<BlobDescriptor?> MakeAsync(string key, DesiredImage image, int layer, IReadOnlyList<KnownLayer> bases, string folder, DiskShare share)
    {
        var tars = new List<DeltaBase>();
        var output = Path.Combine(folder, "delta");
        try
        {
            for (var i = 0; i < bases.Count; i++)
                tars.Add(new DeltaBase(bases[i].DiffId, await InflateAsync(bases[i].Blob, bases[i].DiffId, Path.Combine(folder, $"base{i}"), share)));
            await using var target = await InflateAsync(image.Layers[layer], image.DiffIds[layer], Path.Combine(folder, "target"), share);
            await using (var file = File.Create(output))
            {
                DeltaEncoder.Encode(tars, target, file);
                file.Flush(flushToDisk: true);
            }
        }
        finally
        {
            foreach (var tar in tars) await tar.Tar.DisposeAsync();
        }

        var bytes = new FileInfo(output).Length;
        LogMade(image.DiffIds[layer], image.Repository, bytes, image.Layers[layer].Size);
        if (bytes < _options.LargestShare * image.Layers[layer].Size)
            return await _store.PutAsync(image, image.DiffIds[layer], [.. bases.Select(b => b.DiffId)], output, CancellationToken.None);
        // Forgetting all of them now and then costs some jobs done again, and bounds the memory.
        if (_useless.Count >= MaxRemembered) _useless.Clear();
        _useless[key] = 0;
        return null;
    }

    private async Task<FileStream> InflateAsync(BlobDescriptor blob, Digest diffId, string path, DiskShare share)
    {
        var stream = _registry.OpenBlob(blob.Digest) ?? throw new IOException($"blob \"{blob.Digest}\" is not in the registry");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite);
        try
        {
            await using var tar = LayerStream.Open(stream, blob.MediaType);
            await share.CopyAsync(tar, file);
            file.Position = 0;
            var actual = Digest.FromHash(await SHA256.HashDataAsync(file));
            if (actual != diffId) throw new IOException($"layer \"{blob.Digest}\": its diff_id is \"{actual}\", the config says \"{diffId}\"");
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "delta to layer {DiffId} of {Repository}: {DeltaBytes} bytes instead of {FullBytes}")]
    private partial void LogMade(Digest diffId, string repository, long deltaBytes, long fullBytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "no delta to layer {DiffId} of {Repository}; it is sent whole")]
    private partial void LogFailed(Digest diffId, string repository, Exception e);
}
