using System.Security.Cryptography;
using System.Text;
using EdgeOrch.Contracts;
using EdgeOrch.Images.Layers;
using Microsoft.Win32.SafeHandles;
using ZstdSharp;

namespace EdgeOrch.Images.Deltas;

/// <summary>The uncompressed tar that a delta makes, read forwards; its end is reached only when length and diff_id are right.</summary>
/// <remarks>Memory is the decoder's window (8 MiB at most) and small buffers; base files are read where they lie.</remarks>
public sealed class DeltaStream : Stream
{
    private const int MaxPathBytes = 4096;
    private readonly IBaseFiles _bases;
    private readonly BufferedStream _operations;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private SafeFileHandle? _file;
    private string _fileName = "";
    private long _copyOffset;
    private long _left;
    private bool _copying;
    private bool _ended;
    private long _produced;

    private DeltaStream(DeltaHeader header, Stream artifact, IBaseFiles bases)
    {
        Header = header;
        _bases = bases;
        _operations = new BufferedStream(LayerStream.OpenZstd(artifact), 64 * 1024);
    }

    /// <summary>What the delta makes, and from what.</summary>
    public DeltaHeader Header { get; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => Header.TargetBytes;

    /// <inheritdoc/>
    public override long Position
    {
        get => _produced;
        set => throw new NotSupportedException();
    }

    /// <summary>Begins to apply a delta whose header was read; owns <paramref name="artifact"/>, not <paramref name="bases"/>.</summary>
    /// <param name="header">What <see cref="DeltaHeader.Read"/> returned.</param>
    /// <param name="artifact">The artifact, where that left it.</param>
    /// <param name="bases">The files of the header's bases.</param>
    public static DeltaStream Open(DeltaHeader header, Stream artifact, IBaseFiles bases)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(artifact);
        ArgumentNullException.ThrowIfNull(bases);
        return new DeltaStream(header, artifact, bases);
    }

    /// <inheritdoc/>
    /// <exception cref="DeltaException">The delta is malformed, a base file is not what it was, or the result is another layer.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        try
        {
            while (_left == 0 && !_ended) NextOperation();
            if (_ended) return 0;
            var part = buffer[..(int)Math.Min(buffer.Length, _left)];
            var read = _copying ? ReadBase(part) : ReadLiteral(part);
            _hash.AppendData(part[..read]);
            _left -= read;
            _produced += read;
            return read;
        }
        catch (Exception e) when (e is ZstdException or EndOfStreamException or InvalidDataException)
        {
            throw new DeltaException("delta-malformed", $"delta: cannot be decompressed: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file?.Dispose();
            _hash.Dispose();
            _operations.Dispose();
        }

        base.Dispose(disposing);
    }

    private void NextOperation()
    {
        switch (_operations.ReadByte())
        {
            case DeltaOperation.Literal:
                Begin(copying: false, Number());
                break;
            case DeltaOperation.Open:
                OpenBase();
                break;
            case DeltaOperation.Copy:
                var zigzag = Number();
                _copyOffset = unchecked(_copyOffset + ((zigzag >>> 1) ^ -(zigzag & 1)));
                if (_file is null || _copyOffset < 0) throw DeltaHeader.Malformed("copies from nowhere");
                Begin(copying: true, Number());
                break;
            case DeltaOperation.End:
                End();
                break;
            case -1:
                throw DeltaHeader.Malformed("is truncated");
            case var unknown:
                throw DeltaHeader.Malformed($"operation {unknown} is unknown");
        }
    }

    private void Begin(bool copying, long length)
    {
        if (length <= 0 || length > Header.TargetBytes - _produced)
            throw DeltaHeader.Malformed($"an operation of {length} bytes, where {Header.TargetBytes - _produced} are missing");
        _copying = copying;
        _left = length;
    }

    private void OpenBase()
    {
        var index = Number();
        var length = Number();
        if (index < 0 || index >= Header.Bases.Count) throw DeltaHeader.Malformed($"base {index} of {Header.Bases.Count}");
        if (length is < 1 or > MaxPathBytes) throw DeltaHeader.Malformed($"a path of {length} bytes, the limit is {MaxPathBytes}");
        var path = new byte[length];
        _operations.ReadExactly(path);
        if (path.AsSpan().Contains((byte)0)) throw DeltaHeader.Malformed("a path holds a NUL");
        _fileName = Encoding.UTF8.GetString(path);
        _file?.Dispose();
        _file = null;
        _file = _bases.OpenFile((int)index, _fileName);
        _copyOffset = 0;
    }

    private int ReadBase(Span<byte> part)
    {
        int read;
        try
        {
            read = RandomAccess.Read(_file!, part, _copyOffset);
        }
        catch (IOException e)
        {
            throw new DeltaException("delta-base", $"delta: read \"{_fileName}\": {e.Message}", e);
        }

        if (read == 0) throw new DeltaException("delta-base", $"delta: base file \"{_fileName}\" ends at {_copyOffset}, and {_left} bytes more are wanted");
        _copyOffset += read;
        return read;
    }

    private int ReadLiteral(Span<byte> part)
    {
        var read = _operations.Read(part);
        return read == 0 ? throw DeltaHeader.Malformed("is truncated in a literal") : read;
    }

    private void End()
    {
        if (_produced != Header.TargetBytes) throw DeltaHeader.Malformed($"makes {_produced} bytes, its header says {Header.TargetBytes}");
        if (_operations.ReadByte() >= 0) throw DeltaHeader.Malformed("goes on after its end");
        var actual = Digest.FromHash(_hash.GetCurrentHash());
        if (actual != Header.Target) throw new DeltaException("delta-mismatch", $"delta: makes a layer with the digest {actual}, its header says {Header.Target}");
        _ended = true;
    }

    private long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = _operations.ReadByte();
            if (b < 0) throw DeltaHeader.Malformed("is truncated");
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) return unchecked((long)value);
        }

        throw DeltaHeader.Malformed("a number is too long");
    }
}
