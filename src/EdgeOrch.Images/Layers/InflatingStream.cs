using ZstdSharp;

namespace EdgeOrch.Images.Layers;

/// <summary>A decoder with its errors in our words and a guard against bombs.</summary>
internal sealed class InflatingStream(Stream decoder, CountingStream compressed, LayerLimits limits) : ReadOnlyStream
{
    private long _count;

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = decoder.Read(buffer);
        }
        catch (Exception e) when (e is InvalidDataException or ZstdException or EndOfStreamException)
        {
            throw new LayerException("layer-malformed", $"layer: cannot be decompressed at compressed offset {compressed.Count}: {e.Message}", e);
        }

        _count += read;
        if (_count > limits.RatioFreeBytes && _count / limits.Ratio > compressed.Count)
            throw new LayerException("layer-too-large", $"layer: {_count} bytes from {compressed.Count} compressed ones, the limit is {limits.Ratio} to 1");
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) decoder.Dispose();
        base.Dispose(disposing);
    }
}
