using System.Buffers.Binary;
using System.Security.Cryptography;
using EdgeOrch.Contracts;
using EdgeOrch.Images.Deltas.Coding;
using EdgeOrch.Images.Layers;
using EdgeOrch.Images.Tar;
using Microsoft.Win32.SafeHandles;
using ZstdSharp;

namespace EdgeOrch.Images.Deltas;

/// <summary>The uncompressed tar that a delta makes, read forwards; its end is reached only when length and diff_id are right.</summary>
/// <remarks>Memory is that of the models, some 16 MiB, a window of 8 MiB, and the bases' headers; base files are read where they lie.</remarks>
public sealed class DeltaStream : Stream
{
    private const int MaxDepth = 128;
    private readonly IBaseFiles _bases;
    private readonly Stream _artifact;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Stream _bulk;
    private EntryModel? _model;
    private BitDecoder _coder;
    private SafeFileHandle? _file;
    private string _fileName = "";
    private byte[] _headers = [];
    private int _headersAt;
    private Content? _content;
    private long _dataAt;
    private long _dataLeft;
    private int _padding;
    private bool _last;
    private bool _ended;
    private long _produced;

    private DeltaStream(DeltaHeader header, Stream artifact, IBaseFiles bases)
    {
        Header = header;
        _bases = bases;
        _artifact = artifact;
        Span<byte> number = stackalloc byte[8];
        if (artifact.ReadAtLeast(number, 8, throwOnEndOfStream: false) < 8) throw DeltaHeader.Malformed("its header is truncated");
        var modelled = BinaryPrimitives.ReadInt64LittleEndian(number);
        var start = artifact.Position;
        if (modelled < 0 || modelled > artifact.Length - start) throw DeltaHeader.Malformed($"its first part has {modelled} bytes of {artifact.Length - start}");
        _coder = new BitDecoder(new BufferedStream(new StreamPart(artifact, start, modelled), 16 * 1024));
        _bulk = LayerStream.OpenZstd(new BufferedStream(new StreamPart(artifact, start + modelled, artifact.Length - start - modelled), 16 * 1024));
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
    /// <param name="artifact">The artifact, where that left it; must be able to seek.</param>
    /// <param name="bases">The files of the header's bases.</param>
    /// <exception cref="DeltaException"><c>delta-malformed</c>.</exception>
    public static DeltaStream Open(DeltaHeader header, Stream artifact, IBaseFiles bases)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(artifact);
        ArgumentNullException.ThrowIfNull(bases);
        return new DeltaStream(header, artifact, bases);
    }

    /// <inheritdoc/>
    /// <exception cref="DeltaException">The delta is malformed, a base is not what it was, or the result is another layer.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || _ended) return 0;
        try
        {
            _model ??= new EntryModel([.. Header.Bases.Select((_, i) => _bases.OpenHeaders(i))]);
            while (true)
            {
                var read = Next(buffer[..(int)Math.Min(buffer.Length, 64 * 1024)]);
                if (_ended) return 0;
                if (read == 0) continue;
                _hash.AppendData(buffer[..read]);
                _produced += read;
                return _produced <= Header.TargetBytes ? read : throw DeltaHeader.Malformed($"makes more than the {Header.TargetBytes} bytes that its header says");
            }
        }
        catch (Exception e) when (e is ZstdException or EndOfStreamException or InvalidDataException)
        {
            throw new DeltaException("delta-malformed", $"delta: cannot be decoded: {e.Message}", e);
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
            _bulk.Dispose();
            _artifact.Dispose();
        }

        base.Dispose(disposing);
    }

    // One part of what comes next; 0 when there is no more of the current kind.
    private int Next(Span<byte> buffer)
    {
        if (_headersAt < _headers.Length)
        {
            var part = _headers.AsSpan(_headersAt, Math.Min(buffer.Length, _headers.Length - _headersAt));
            part.CopyTo(buffer);
            _headersAt += part.Length;
            return part.Length;
        }

        if (_dataLeft > 0)
        {
            var part = buffer[..(int)Math.Min(buffer.Length, _dataLeft)];
            var read = Data(part);
            _dataLeft -= read;
            return read;
        }

        if (_content is not null) Padding();
        else if (_last) End();
        else if (_model!.More(ref _coder, false)) Entry();
        else Tail();
        return 0;
    }

    private void Entry()
    {
        (_headers, var beside) = _model!.Entry(ref _coder, null, -1);
        _headersAt = 0;
        var entry = HeaderBlocks.Parse(_headers) ?? throw DeltaHeader.Malformed("headers that tell no entry");
        if (entry.Size == 0) return;
        if (entry.Size > Header.TargetBytes - _produced) throw DeltaHeader.Malformed($"a file of {entry.Size} bytes, where {Header.TargetBytes - _produced} are missing");
        (_dataAt, _dataLeft, _padding) = (0, entry.Size, (int)(-entry.Size & (TarHeader.BlockSize - 1)));
        var known = beside >= 0 && _model.IsFile(beside);
        _content = _model.Content(ref _coder, default, known);
        if (_content is Content.Copy or Content.Patch) OpenFile(_model.File(ref _coder, 0, beside));
    }

    private void OpenFile(int index)
    {
        var (which, entry) = _model!.Locate(index);
        _fileName = entry.Path;
        _file?.Dispose();
        _file = null;
        try
        {
            _file = _bases.OpenFile(which, EntryPath.Parse(entry.Path, "entry", MaxDepth).Full);
        }
        catch (LayerException e)
        {
            throw new DeltaException("delta-base", $"delta: {e.Message}", e);
        }

        if (_content == Content.Patch) _model.Patches.Begin(new Reference(entry.Size, (offset, buffer) => ReadBase(buffer, offset)));
    }

    private int Data(Span<byte> part)
    {
        switch (_content)
        {
            case Content.Copy:
                var read = ReadBase(part, _dataAt);
                if (read == 0) throw new DeltaException("delta-base", $"delta: base file \"{_fileName}\" ends at {_dataAt}, and {_dataLeft} bytes more are wanted");
                _dataAt += read;
                return read;
            case Content.Patch:
                _model!.Patches.Code(ref _coder, part, null);
                return part.Length;
            case Content.Literal:
                _model!.Literals.Code(ref _coder, part);
                return part.Length;
            default:
                var inflated = _bulk.Read(part);
                return inflated == 0 ? throw DeltaHeader.Malformed("is truncated") : inflated;
        }
    }

    private int ReadBase(Span<byte> part, long offset)
    {
        try
        {
            return RandomAccess.Read(_file!, part, offset);
        }
        catch (IOException e)
        {
            throw new DeltaException("delta-base", $"delta: read \"{_fileName}\": {e.Message}", e);
        }
    }

    private void Padding()
    {
        _content = null;
        if (_padding > 0) Blank(_padding, () => Count(_padding));
    }

    private void Tail()
    {
        _last = true;
        var length = Count(DeltaHeader.MaxTailBytes);
        Blank(length, () => length);
    }

    // Zeros, or else what the delta says.
    private void Blank(int zeros, Func<int> length)
    {
        _headersAt = 0;
        if (_model!.Padded(ref _coder, false))
        {
            _headers = new byte[zeros];
            return;
        }

        _headers = new byte[length()];
        _model.Literals.Code(ref _coder, _headers);
    }

    private int Count(long most)
    {
        var length = _model!.Lengths.Code(ref _coder, 0);
        return length <= most ? (int)length : throw DeltaHeader.Malformed($"{length} bytes, at most {most}");
    }

    private void End()
    {
        if (_produced != Header.TargetBytes) throw DeltaHeader.Malformed($"makes {_produced} bytes, its header says {Header.TargetBytes}");
        if (_bulk.ReadByte() >= 0) throw DeltaHeader.Malformed("goes on after its end");
        var actual = Digest.FromHash(_hash.GetCurrentHash());
        if (actual != Header.Target) throw new DeltaException("delta-mismatch", $"delta: makes a layer with the digest {actual}, its header says {Header.Target}");
        _ended = true;
    }
}
