using System.Text;

namespace EdgeOrch.Agent.Supervision.Logs;

/// <summary>Keeps the beginning of an output; the rest is dropped.</summary>
/// <param name="most">The most bytes that are kept.</param>
internal sealed class CapturedOutput(int most) : IByteSink
{
    private byte[] _bytes = [];
    private int _length;

    /// <summary>True when there was more than is kept.</summary>
    public bool Truncated { get; private set; }

    /// <summary>What is kept, as UTF-8 with replacement characters.</summary>
    public string Text => Encoding.UTF8.GetString(_bytes, 0, _length);

    /// <summary>What is kept.</summary>
    public byte[] Bytes => _bytes[.._length];

    /// <summary>Begins with what an earlier program kept.</summary>
    public static CapturedOutput From(int most, byte[] kept, bool truncated) => new(most) { _bytes = kept, _length = kept.Length, Truncated = truncated };

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        var fits = Math.Min(bytes.Length, most - _length);
        Truncated |= fits < bytes.Length;
        if (_bytes.Length < _length + fits) Array.Resize(ref _bytes, Math.Min(most, Math.Max(512, 2 * (_length + fits))));
        bytes[..fits].CopyTo(_bytes.AsSpan(_length));
        _length += fits;
    }

    /// <inheritdoc/>
    public void End()
    {
    }
}
