using EdgeOrch.Cli.CommandLine;

namespace EdgeOrch.Cli.Connection;

/// <summary>Splits a stream at line feeds; a line above the limit ends it with an error.</summary>
internal sealed class BoundedLines(Stream stream, int limit)
{
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next line without its end; null at the end of the stream.</summary>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancel)
    {
        var searched = _start;
        while (true)
        {
            var feed = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (feed >= 0) return Take(searched + feed, 1);
            searched = _end - _start;
            MakeRoom();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancel);
            if (read == 0) return _end == _start ? null : Take(_end, 0);
            _end += read;
        }
    }

    private byte[] Take(int end, int skip)
    {
        var line = _buffer[_start..end];
        _start = end + skip;
        return line;
    }

    private void MakeRoom()
    {
        var length = _end - _start;
        if (length > limit) throw new CliException($"a line of the answer is above {limit} bytes");
        var target = length * 2 > _buffer.Length ? new byte[_buffer.Length * 2] : _buffer;
        Buffer.BlockCopy(_buffer, _start, target, 0, length);
        (_buffer, _start, _end) = (target, 0, length);
    }
}
