namespace EdgeOrch.Images.Deltas.Coding;

/// <summary>Writes bits, each for as little as its chance allows: a carryless range coder of 32 bits.</summary>
internal struct BitEncoder(Stream output) : IBitCoder
{
    private uint _low;
    private uint _high = uint.MaxValue;

    /// <inheritdoc/>
    public int Code(int bit, int one)
    {
        var middle = _low + (uint)(((ulong)(_high - _low) * (uint)one) >> 16);
        if (bit != 0) _high = middle;
        else _low = middle + 1;
        while (((_low ^ _high) & 0xFF000000) == 0)
        {
            output.WriteByte((byte)(_high >> 24));
            _low <<= 8;
            _high = (_high << 8) | 0xFF;
        }

        return bit;
    }

    /// <summary>Writes what tells the last bits.</summary>
    public readonly void Finish()
    {
        for (var shift = 24; shift >= 0; shift -= 8) output.WriteByte((byte)(_low >> shift));
    }
}
