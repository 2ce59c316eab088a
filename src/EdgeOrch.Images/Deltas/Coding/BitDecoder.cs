namespace EdgeOrch.Images.Deltas.Coding;

/// <summary>Reads what <see cref="BitEncoder"/> wrote.</summary>
internal struct BitDecoder : IBitCoder
{
    // The encoder's last four bytes; whoever needs more reads nonsense, and is told so instead of reading for ever.
    private const int MostBehind = 4;

    private readonly Stream _input;
    private uint _low;
    private uint _high = uint.MaxValue;
    private uint _code;
    private int _behind;

    public BitDecoder(Stream input)
    {
        _input = input;
        for (var i = 0; i < 4; i++) _code = (_code << 8) | Next();
    }

    /// <inheritdoc/>
    /// <exception cref="DeltaException"><c>delta-malformed</c>: the input is truncated.</exception>
    public int Code(int bit, int one)
    {
        var middle = _low + (uint)(((ulong)(_high - _low) * (uint)one) >> 16);
        int result;
        if (_code <= middle) (result, _high) = (1, middle);
        else (result, _low) = (0, middle + 1);
        while (((_low ^ _high) & 0xFF000000) == 0)
        {
            _low <<= 8;
            _high = (_high << 8) | 0xFF;
            _code = (_code << 8) | Next();
        }

        return result;
    }

    private uint Next()
    {
        var next = _input.ReadByte();
        if (next >= 0) return (uint)next;
        if (++_behind > MostBehind) throw DeltaHeader.Malformed("is truncated");
        return 0;
    }
}
