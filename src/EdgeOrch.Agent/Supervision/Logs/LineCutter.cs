using EdgeOrch.Contracts.Messages;

namespace EdgeOrch.Agent.Supervision.Logs;

/// <summary>Cuts one stream of a container into lines and appends them to its log.</summary>
internal sealed class LineCutter(LogWriter log, LogStream stream) : IByteSink
{
    // Holds the beginning of a line whose end has not come yet; none most of the time.
    private byte[]? _partial;
    private int _length;

    /// <summary>The beginning of a line whose end has not come yet; only while nobody reads.</summary>
    public byte[] Partial
    {
        get => _partial is null ? [] : _partial[.._length];
        init => Keep(value);
    }

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            bytes = end < 0 ? default : bytes[(end + 1)..];
            while (_length + part.Length > LogLayout.MaxTextBytes)
            {
                var fits = LogLayout.MaxTextBytes - _length;
                Emit(part[..fits]);
                part = part[fits..];
            }

            if (end >= 0) Emit(part);
            else Keep(part);
        }

        log.Flush();
    }

    /// <inheritdoc/>
    public void End()
    {
        if (_length > 0) Emit([]);
        log.Flush();
    }

    private void Emit(ReadOnlySpan<byte> rest)
    {
        if (_length == 0)
        {
            log.Append(stream, rest);
            return;
        }

        Keep(rest);
        log.Append(stream, _partial.AsSpan(0, _length));
        _partial = null;
        _length = 0;
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (part.Length == 0) return;
        if (_partial is null || _partial.Length < _length + part.Length)
            Array.Resize(ref _partial, Math.Min(LogLayout.MaxTextBytes, Math.Max(256, 2 * (_length + part.Length))));
        part.CopyTo(_partial.AsSpan(_length));
        _length += part.Length;
    }
}
