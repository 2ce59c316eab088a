using EdgeOrch.Images.Tar;

namespace EdgeOrch.Images.Deltas.Coding;

/// <summary>All models of one delta, and what both ends learn from entry to entry.</summary>
/// <param name="bases">The bases' headers, in the order of <see cref="DeltaHeader.Bases"/>.</param>
internal sealed class EntryModel(IReadOnlyList<HeaderListing> bases)
{
    private readonly int[] _first = [.. bases.Select((_, i) => bases.Take(i).Sum(b => b.Count))];
    private readonly int _count = bases.Sum(b => b.Count);
    private readonly HeaderModel _headers = new();
    private readonly Number _jump = new();
    private readonly Bit[] _next = new Bit[2];
    private readonly Bit[] _content = new Bit[16];
    private readonly Bit[] _own = new Bit[2];
    private Bit _none;
    private Bit _more;
    private Bit _padding;
    private byte[] _last = new byte[TarHeader.BlockSize];
    private int _expected;
    private int _hit;
    private int _contentBefore;

    /// <summary>Bytes that were made.</summary>
    public ByteHistory History { get; } = new();

    /// <summary>Bytes that stand for themselves.</summary>
    public LiteralModel Literals => _literals ??= new LiteralModel(History);

    /// <summary>Changed files.</summary>
    public PatchModel Patches => _patches ??= new PatchModel(History, Literals);

    /// <summary>Lengths.</summary>
    public Number Lengths { get; } = new();

    /// <summary>Renamed folders.</summary>
    public RenameRules Rules { get; } = new();

    /// <summary>The entry of the bases that is expected next; -1 when there is none.</summary>
    public int Expected => _expected < _count ? _expected : -1;

    private LiteralModel? _literals;
    private PatchModel? _patches;

    /// <summary>Whether there is another entry.</summary>
    public bool More<TCoder>(ref TCoder coder, bool more) where TCoder : struct, IBitCoder => _more.Code(ref coder, more ? 1 : 0) != 0;

    /// <summary>Whether the padding behind a file's data is as it must be.</summary>
    public bool Padded<TCoder>(ref TCoder coder, bool padded) where TCoder : struct, IBitCoder => _padding.Code(ref coder, padded ? 1 : 0) != 0;

    /// <summary>Codes an entry's headers and the entry of the bases that they stand beside.</summary>
    /// <param name="coder">The coder.</param>
    /// <param name="headers">An encoder's headers.</param>
    /// <param name="beside">An encoder's choice of an entry of the bases, or -1.</param>
    public (byte[] Headers, int Beside) Entry<TCoder>(ref TCoder coder, byte[]? headers, int beside) where TCoder : struct, IBitCoder
    {
        beside = Beside(ref coder, beside);
        if (beside < 0)
        {
            _last = _headers.Code(ref coder, headers, _last, known: false);
            return (_last, -1);
        }

        var old = HeadersOf(beside);
        var entry = HeaderBlocks.Parse(old);
        if (entry is not null)
        {
            var path = Rules.Apply(entry.Path);
            if (path != entry.Path) HeaderBlocks.Rename(old, entry.Path, path);
        }

        _last = _headers.Code(ref coder, headers, old, known: true);
        if (entry is not null && HeaderBlocks.Parse(_last) is { } now) Rules.Learn(entry.Path, now.Path);
        return (_last, beside);
    }

    /// <summary>Codes where a file's content comes from.</summary>
    public Content Content<TCoder>(ref TCoder coder, Content content, bool known) where TCoder : struct, IBitCoder
    {
        var at = ((known ? 1 : 0) << 3) | ((_contentBefore == 0 ? 1 : 0) << 2);
        var code = (int)content;
        if (_content[at].Code(ref coder, code == 0 ? 1 : 0) != 0) code = 0;
        else if (_content[at | 1].Code(ref coder, code == 1 ? 1 : 0) != 0) code = 1;
        else code = _content[at | 2].Code(ref coder, code == 2 ? 1 : 0) != 0 ? 2 : 3;
        _contentBefore = code;
        return (Content)code;
    }

    /// <summary>Codes which file of the bases.</summary>
    /// <param name="coder">The coder.</param>
    /// <param name="file">The entry.</param>
    /// <param name="beside">The one that the headers stand beside; -1 for none.</param>
    public int File<TCoder>(ref TCoder coder, int file, int beside) where TCoder : struct, IBitCoder
    {
        if (beside >= 0 && _own[0].Code(ref coder, file == beside ? 1 : 0) != 0) return beside;
        var from = beside >= 0 ? beside : _expected;
        return Within(from + _jump.CodeSigned(ref coder, file - from));
    }

    /// <summary>The base and path of an entry.</summary>
    /// <exception cref="DeltaException">It is no file.</exception>
    public (int Base, TarEntry Entry) Locate(int index)
    {
        var entry = HeaderBlocks.Parse(HeadersOf(index));
        if (entry is not { Type: TarEntryType.File }) throw DeltaHeader.Malformed("copies from what is no file");
        return (BaseOf(index), entry);
    }

    /// <summary>Whether an entry is a file with content.</summary>
    public bool IsFile(int index) => HeaderBlocks.Parse(HeadersOf(index)) is { Type: TarEntryType.File, Size: > 0 };

    private int Beside<TCoder>(ref TCoder coder, int beside) where TCoder : struct, IBitCoder
    {
        if (_expected < _count && _next[_hit].Code(ref coder, beside == _expected ? 1 : 0) != 0)
        {
            _hit = 1;
            return _expected++;
        }

        _hit = 0;
        if (_none.Code(ref coder, beside < 0 ? 1 : 0) != 0) return -1;
        beside = Within(_expected + _jump.CodeSigned(ref coder, beside - _expected));
        _expected = beside + 1;
        return beside;
    }

    private int Within(long index) => index >= 0 && index < _count ? (int)index : throw DeltaHeader.Malformed($"entry {index} of {_count}");

    private byte[] HeadersOf(int index)
    {
        var which = BaseOf(index);
        return bases[which][index - _first[which]];
    }

    private int BaseOf(int index)
    {
        var which = bases.Count - 1;
        while (_first[which] > index) which--;
        return which;
    }
}
